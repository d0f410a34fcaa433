// The example request of local-api.md §0.4, and what the gateway knows about it.
#pragma once

#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "api/gateway/request.h"

namespace lambent::gateway {

struct Example {
  Example() {
    request.method = "POST";
    request.path = "/orders/Summer%20Sale";
    request.query = "tag=red&tag=blue%2Bgreen&q=a+b&empty=";
    request.headers = {
        {"Host",           "127.0.0.1:3000"     },
        {"user-agent",     "demo-client/1.4"    },
        {"Accept",         "application/json"   },
        {"Content-Type",   "application/json"   },
        {"Content-Length", "23"                 },
        {"Cookie",         "sid=9f2; theme=dark"},
        {"X-Trace-Tag",    "one"                },
        {"X-Trace-Tag",    "two"                },
        {"authorization",  "Bearer abc.def.ghi" },
    };
    request.body = R"({"sku":"B-204","qty":3})";
    request.has_body_length = true;
    request.port = 3000;
    stamp.arrival = base::WallTime(std::chrono::milliseconds(1'783'757'704'123));
    stamp.trace = "Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11";
    stamp.request_id = "Pq3nT8wYvHcEKb0=";
    stamp.extended_request_id = "Pq3nT8wYvHcEKb0=";
    api.api_id = "z5h0api7xy";
    api.account = "123456789012";
    api.region = "us-east-1";
    api.stage = "$default";
    api.stage_variables = {
        {"tableSuffix", "dev"}
    };
    route.method = "POST";
    route.path = "/orders/{name}";
    route.parameters = {
        {"name", "Summer%20Sale"}
    };
  }

  EventInput input() const { return {request, stamp, api, route, authorizer}; }
  Json event(Format format) const { return event_of(input(), format); }
  void set_header(const std::string& name, const std::string& value) {
    http::Headers others;
    for (const http::Header& header : request.headers) {
      if (header.name != name) others.add(header.name, header.value);
    }
    others.add(name, value);
    request.headers = others;
  }
  void drop_header(const std::string& name) {
    http::Headers others;
    for (const http::Header& header : request.headers) {
      if (header.name != name) others.add(header.name, header.value);
    }
    request.headers = others;
  }

  Request request;
  Stamp stamp;
  ApiFacts api;
  RouteFacts route;
  Json authorizer;
};

}  // namespace lambent::gateway
