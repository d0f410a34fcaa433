#include "emulator/runtime_api/routes.h"

#include <memory>

#include "emulator/http/router.h"
#include "emulator/runtime_api/calls.h"

namespace lambent::runtime_api {
namespace {

using environment::RuntimeLink;

using Call = asio::awaitable<void> (*)(http::Exchange&, RuntimeLink&, std::string request_id);

asio::awaitable<void> ping(http::Exchange& exchange, RuntimeLink&, std::string) {
  const http::Response pong{200, {{"Content-Type", "text/plain; charset=utf-8"}}, "pong"};
  co_await exchange.send(pong);
}

asio::awaitable<void> next_call(http::Exchange& exchange, RuntimeLink& link, std::string) {
  co_await next(exchange, link);
}

asio::awaitable<void> init_error_call(http::Exchange& exchange, RuntimeLink& link, std::string) {
  co_await init_error(exchange, link);
}

http::Router<Call> table() {
  http::Router<Call> router;
  router.add("GET", "/2018-06-01/ping", ping);
  router.add("GET", "/2018-06-01/runtime/invocation/next", next_call);
  router.add("POST", "/2018-06-01/runtime/invocation/{id}/response", response);
  router.add("POST", "/2018-06-01/runtime/invocation/{id}/error", error);
  router.add("POST", "/2018-06-01/runtime/init/error", init_error_call);
  return router;
}

// As Go's server words it.  Source: runtime-api.md §1.1.
http::Response not_found() {
  return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "404 page not found\n"};
}

asio::awaitable<void> serve(http::Exchange& exchange, RuntimeLink& link) {
  static const http::Router<Call> kRouter = table();
  const http::RequestHead& request = exchange.request();
  auto found = kRouter.find(request.method, request.path);
  if (auto* match = std::get_if<http::Router<Call>::Match>(&found)) {
    const auto id = match->params.find("id");
    std::string request_id = id != match->params.end() ? id->second : std::string();
    co_await (*match->target)(exchange, link, std::move(request_id));
    co_return;
  }
  http::Response refused = not_found();
  if (std::holds_alternative<http::Router<Call>::WrongMethod>(found)) refused = {405, {}, ""};
  co_await exchange.send(refused);
}

}  // namespace

http::Handler routes(RuntimeLink& link) {
  return [&link](http::Exchange& exchange) { return serve(exchange, link); };
}

}  // namespace lambent::runtime_api
