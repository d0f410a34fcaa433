#include "api/control/routes.h"

#include <unistd.h>

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/control/event_stream.h"
#include "api/control/journal_query.h"
#include "config/limits.h"
#include "emulator/http/router.h"

namespace lambent::api {
namespace {

using Json = nlohmann::ordered_json;
/// The answer; nullopt when the route has given it itself.
using Answer = std::optional<http::Response>;
using Route = asio::awaitable<Answer> (*)(http::Exchange&, ControlContext&);

http::Response json(int status, const Json& body) {
  return {status,
          {{"Content-Type", "application/json"}},
          body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

http::Response refused(int status, std::string_view sentence) {
  return json(status,
              {
                  {"error", sentence}
  });
}

asio::awaitable<Answer> health(http::Exchange&, ControlContext& context) {
  co_return json(200,
                 {
                     {"status",  "ok"           },
                     {"version", context.version},
                     {"pid",     ::getpid()     }
  });
}

asio::awaitable<Answer> functions(http::Exchange&, ControlContext& context) {
  Json list = Json::array();
  for (const auto& [name, function] : context.service.functions()) {
    const config::FunctionConfig& config = function.config;
    list.push_back({
        {"name",      name                  },
        {"logicalId", config.logical_id     },
        {"handler",   config.handler        },
        {"runtime",   config.runtime        },
        {"code",      config.code.string()  },
        {"timeout",   config.timeout.count()},
        {"memory",    config.memory_mb      }
    });
  }
  co_return json(200,
                 {
                     {"functions", std::move(list)}
  });
}

std::string_view name_of(environment::Condition condition) {
  switch (condition) {
    case environment::Condition::Idle: return "idle";
    case environment::Condition::Running: return "running";
    case environment::Condition::Finishing: return "finishing";
    case environment::Condition::Stopped: return "stopped";
  }
  return "";
}

asio::awaitable<Answer> environments(http::Exchange&, ControlContext& context) {
  Json list = Json::array();
  for (const environment::EnvironmentView& view : context.pool.views()) {
    list.push_back({
        {"id",       view.id                },
        {"function", view.function          },
        {"state",    name_of(view.condition)},
        {"pid",      view.pid               },
        {"invokes",  view.invokes           }
    });
  }
  co_return json(200,
                 {
                     {"environments", std::move(list)}
  });
}

asio::awaitable<Answer> reset(http::Exchange&, ControlContext& context) {
  const std::size_t count = co_await context.pool.reset();
  co_return json(200,
                 {
                     {"environments", count}
  });
}

asio::awaitable<Answer> journal_route(http::Exchange& exchange, ControlContext& context) {
  JournalQuery query = parse_journal_query(exchange.request());
  if (!query.fault.empty()) co_return refused(400, query.fault);
  if (query.stream) {
    co_await context.streams.serve(exchange, std::move(query));
    co_return std::nullopt;
  }
  if (query.after_last) query.filter.after = context.journal.last_id();
  const base::SteadyTime deadline = context.clock.now() + query.timeout;
  const std::vector<journal::Event> events =
      co_await context.journal.wait_for(query.filter, query.wait, deadline);
  // The entries are JSON texts already: they are joined, not parsed again.
  std::string body = "{\"events\":[";
  for (const journal::Event& event : events) {
    const std::string entry = entry_text(event, query.view);
    if (entry.empty()) continue;
    if (body.back() != '[') body += ',';
    body += entry;
  }
  body += "],\"last\":" + std::to_string(context.journal.last_id()) + '}';
  co_return http::Response{200, {{"Content-Type", "application/json"}}, std::move(body)};
}

http::Router<Route> table() {
  http::Router<Route> router;
  router.add("GET", "/_lambent/health", health);
  router.add("GET", "/_lambent/functions", functions);
  router.add("GET", "/_lambent/environments", environments);
  router.add("GET", "/_lambent/journal", journal_route);
  router.add("POST", "/_lambent/reset", reset);
  return router;
}

}  // namespace

asio::awaitable<void> serve_control(http::Exchange& exchange, ControlContext& context) {
  static const http::Router<Route> kRouter = table();
  const http::RequestHead& request = exchange.request();
  auto found = kRouter.find(request.method, request.path);
  Answer response;
  if (auto* match = std::get_if<http::Router<Route>::Match>(&found)) {
    response = co_await (*match->target)(exchange, context);
  } else if (std::holds_alternative<http::Router<Route>::WrongMethod>(found)) {
    response = refused(405, request.method + " is not allowed on " + request.path);
  } else {
    response = refused(404,
                       "no control route " + request.path +
                           "; there are health, functions, environments, journal and reset");
  }
  if (response) co_await exchange.send(*response);
}

}  // namespace lambent::api
