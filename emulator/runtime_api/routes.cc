#include "emulator/runtime_api/routes.h"

#include <string>
#include <utility>

#include "emulator/http/router.h"
#include "emulator/runtime_api/calls.h"

namespace lambent::runtime_api {
namespace {

using environment::ExtensionCall;

// `request_id`: the one in the path, empty where there is none.
using Call = asio::awaitable<void> (*)(http::Exchange&,
                                       const EnvironmentApi&,
                                       std::string request_id);
using Calls = http::Router<Call>;

asio::awaitable<void> ping(http::Exchange& exchange, const EnvironmentApi&, std::string) {
  const http::Response pong{200, {{"Content-Type", "text/plain; charset=utf-8"}}, "pong"};
  co_await exchange.send(pong);
}

Calls runtime_calls() {
  Calls calls;
  calls.add("GET", "/2018-06-01/ping", ping);
  calls.add("GET",
            "/2018-06-01/runtime/invocation/next",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return next(exchange, api);
            });
  calls.add("POST",
            "/2018-06-01/runtime/invocation/{id}/response",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string id) {
              return response(exchange, api.runtime, std::move(id));
            });
  calls.add("POST",
            "/2018-06-01/runtime/invocation/{id}/error",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string id) {
              return error(exchange, api.runtime, std::move(id));
            });
  calls.add("POST",
            "/2018-06-01/runtime/init/error",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return init_error(exchange, api.runtime);
            });
  return calls;
}

Calls extension_calls() {
  Calls calls;
  calls.add("POST",
            "/2020-01-01/extension/register",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return extension_register(exchange, api.extensions);
            });
  calls.add("GET",
            "/2020-01-01/extension/event/next",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return extension_next(exchange, api.extensions);
            });
  calls.add("POST",
            "/2020-01-01/extension/init/error",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return extension_error(exchange, api.extensions, ExtensionCall::InitError);
            });
  calls.add("POST",
            "/2020-01-01/extension/exit/error",
            [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
              return extension_error(exchange, api.extensions, ExtensionCall::ExitError);
            });
  // As AWS does: the documents write a slash at the end, clients do not.  Source: §1.1.
  calls.add(
      "PUT",
      "/2022-07-01/telemetry",
      [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
        return telemetry_subscribe(exchange, api, telemetry::Api::Telemetry);
      },
      true);
  calls.add(
      "PUT",
      "/2020-08-15/logs",
      [](http::Exchange& exchange, const EnvironmentApi& api, std::string) {
        return telemetry_subscribe(exchange, api, telemetry::Api::Logs);
      },
      true);
  return calls;
}

// As Go's server words it.  Source: runtime-api.md §1.1.
http::Response not_found() {
  return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "404 page not found\n"};
}

bool is_known(const Calls::Result& found) {
  return !std::holds_alternative<Calls::NoSuchPath>(found);
}

asio::awaitable<void> serve(http::Exchange& exchange, const EnvironmentApi& api) {
  static const Calls kRuntimeCalls = runtime_calls();
  static const Calls kExtensionCalls = extension_calls();
  const http::RequestHead& request = exchange.request();
  auto found = kRuntimeCalls.find(request.method, request.path);
  bool is_switched_off = false;
  if (!is_known(found)) {
    found = kExtensionCalls.find(request.method, request.path);
    is_switched_off = is_known(found) && !api.extensions.is_enabled();
  }
  if (is_switched_off) {
    const http::Response refused{404, {}, ""};
    co_await exchange.send(refused);
    co_return;
  }
  if (auto* match = std::get_if<Calls::Match>(&found)) {
    const auto id = match->params.find("id");
    std::string request_id = id != match->params.end() ? id->second : std::string();
    co_await (*match->target)(exchange, api, std::move(request_id));
    co_return;
  }
  const http::Response refused = is_known(found) ? http::Response{405, {}, ""} : not_found();
  co_await exchange.send(refused);
}

}  // namespace

http::Handler routes(environment::EnvironmentApi api) {
  return [api](http::Exchange& exchange) { return serve(exchange, api); };
}

}  // namespace lambent::runtime_api
