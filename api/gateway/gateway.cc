#include "api/gateway/gateway.h"

#include <array>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "api/gateway/access_log.h"
#include "api/gateway/answer.h"
#include "api/gateway/cors.h"
#include "api/gateway/event.h"
#include "api/gateway/event_headers.h"
#include "api/gateway/refusal.h"
#include "api/gateway/static_files.h"
#include "api/gateway/text.h"
#include "config/limits.h"
#include "config/names.h"
#include "emulator/base/log.h"

namespace lambent::gateway {
namespace {

Face face_of(Format format) {
  switch (format) {
    case Format::Rest: return Face::Rest;
    case Format::HttpV1:
    case Format::HttpV2: return Face::Http;
    case Format::Url: return Face::Url;
  }
  return Face::Http;
}

Format format_of(const MountedApi& api, const config::Route& route) {
  if (api.api.kind == config::ApiKind::Rest) return Format::Rest;
  return route.format == config::PayloadFormat::V1 ? Format::HttpV1 : Format::HttpV2;
}

std::chrono::milliseconds timeout_of(const config::Route& route, Format format) {
  if (route.timeout) return *route.timeout;
  return format == Format::Rest ? limits::kRestTimeout : limits::kHttpTimeout;
}

// What clients see of the ids.  Source: local-api.md §2.4.
void put_ids(const Stamp& stamp, Face face, http::Headers& headers) {
  if (face == Face::Http) {
    headers.add("Apigw-Requestid", stamp.request_id);
    return;
  }
  headers.add("x-amzn-RequestId", stamp.request_id);
  if (face == Face::Rest) headers.add("x-amz-apigw-id", stamp.extended_request_id);
}

std::size_t size_of(const http::Headers& headers) {
  constexpr std::size_t kAround = 4;  // ": " and the end of the line
  std::size_t size = 0;
  for (const http::Header& header : headers) {
    size += header.name.size() + header.value.size() + kAround;
  }
  return size;
}

bool asks_for_websocket(const http::Headers& headers) {
  return lower(headers.value_or("Upgrade", "")) == "websocket";
}

}  // namespace

/// One request on its way.
struct Gateway::Visit {
  Entrance entrance;
  Destination destination;
  Format format = Format::HttpV2;
  Request request;
  Stamp stamp;
  RouteFacts route;
  Json authorizer;
  base::SteadyTime began{};

  Face face() const { return face_of(format); }
  const config::Cors* cors() const {
    if (destination.url != nullptr)
      return destination.url->url.cors ? &*destination.url->url.cors : nullptr;
    if (destination.api == nullptr || !destination.api->api.cors) return nullptr;
    return &*destination.api->api.cors;
  }
  const ApiFacts& api() const {
    return destination.api != nullptr ? destination.api->facts : destination.url->facts;
  }
  http::Response refuse(Refusal refusal, std::string_view detail = {}) const {
    if (format != Format::Rest || destination.api == nullptr) {
      return response_of(refusal, face(), detail);
    }
    return rest_response_of(refusal, destination.api->api.responses, detail);
  }
};

Gateway::Gateway(asio::any_io_executor executor,
                 base::Clock& clock,
                 base::IdSource& ids,
                 invoke::Service& service,
                 GatewayOptions options)
    : clock_(clock),
      ids_(ids),
      service_(service),
      options_(std::move(options)),
      integration_(std::move(executor), clock, service),
      guard_(clock, integration_, options_.guard) {}

asio::awaitable<void> Gateway::stop() {
  return integration_.stop();
}

// 11 random bytes as base64url, with its padding.  Source: local-api.md §1.5.
Stamp Gateway::stamp(Format format) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t kLetters = 15;
  Stamp stamp;
  stamp.arrival = clock_.wall_now();
  for (std::size_t i = 0; i < kLetters; ++i) {
    stamp.extended_request_id += kAlphabet[ids_.random() % kAlphabet.size()];
  }
  stamp.extended_request_id += '=';
  const bool is_http = face_of(format) == Face::Http;
  stamp.request_id = is_http ? stamp.extended_request_id : ids_.uuid();
  stamp.trace = "Root=" + ids_.trace_root(stamp.arrival);
  return stamp;
}

asio::awaitable<void> Gateway::serve(http::Exchange& exchange, Entrance entrance) {
  const http::RequestHead& head = exchange.request();
  Visit visit;
  visit.entrance = std::move(entrance);
  const std::string_view host = head.headers.value_or("Host", "");
  visit.destination = visit.entrance.site->find(head.method, head.path, host);
  visit.began = clock_.now();
  visit.request.peer = options_.peer;
  const http::Response response = co_await respond(exchange, visit);
  co_await exchange.send(response);
  note_access(head, visit, response.status);
}

void Gateway::note_access(const http::RequestHead& head, const Visit& visit, int status) const {
  if (!options_.on_access) return;
  const auto taken =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - visit.began);
  std::string target = head.path;
  if (!head.query.empty()) target += '?' + head.query;
  options_.on_access(
      access_line(visit.request.peer, clock_.wall_now(), head.method, target, status, taken));
}

// What every answer carries, whoever gave it.
void Gateway::finish(Visit& visit, http::Response& response) {
  const http::Headers& request = visit.request.headers;
  if (const config::Cors* cors = visit.cors()) {
    add_cors(*cors, request, visit.face(), response.headers);
  }
  put_ids(visit.stamp, visit.face(), response.headers);
  const bool may_surprise = visit.format == Format::Rest && request.find("Origin") &&
                            !response.headers.find("Access-Control-Allow-Origin");
  if (may_surprise && !hinted_at_cors_) {
    hinted_at_cors_ = true;
    base::log(
        base::LogLevel::Warning,
        "a browser may refuse this answer: a REST API adds no CORS headers, the function must "
        "send Access-Control-Allow-Origin itself");
  }
}

asio::awaitable<http::Response> Gateway::respond(http::Exchange& exchange, Visit& visit) {
  const Destination& destination = visit.destination;
  if (destination.url_unknown) co_return response_of(Refusal::UrlUnknown, Face::Url);
  if (destination.url == nullptr && destination.api == nullptr) {
    co_return response_of(Refusal::NoRoute, Face::Http);
  }
  const http::RequestHead& head = exchange.request();
  if (destination.url != nullptr) {
    visit.format = Format::Url;
  } else if (destination.route != nullptr) {
    visit.format = format_of(*destination.api, *destination.route);
  } else {
    const bool is_rest = destination.api->api.kind == config::ApiKind::Rest;
    visit.format = is_rest ? Format::Rest : Format::HttpV2;
  }
  visit.stamp = stamp(visit.format);
  visit.request.method = head.method;
  visit.request.path = destination.path;
  visit.request.query = head.query;
  visit.request.headers = head.headers;
  visit.request.has_body_length = head.content_length.has_value() || head.chunked;
  visit.request.port = visit.entrance.port;
  visit.request.is_tls = visit.entrance.is_tls;

  if (const config::Cors* cors = visit.cors(); cors != nullptr) {
    if (is_preflight(head.method, head.headers)) {
      http::Response response = preflight_answer(*cors, head.headers);
      put_ids(visit.stamp, visit.face(), response.headers);
      co_return response;
    }
  }
  http::Response response;
  if (asks_for_websocket(head.headers)) {
    response = visit.refuse(Refusal::NotServed, "WebSocket connections");
  } else if (size_of(head.headers) > limits::kMaxGatewayHeaders) {
    response = visit.refuse(Refusal::HeadersTooLarge);
  } else if (destination.url != nullptr) {
    response = co_await respond_in_url(exchange, visit);
  } else if (destination.route == nullptr) {
    response = co_await respond_without_route(visit);
  } else {
    response = co_await respond_in_api(exchange, visit);
  }
  finish(visit, response);
  co_return response;
}

// A file, where there is one; else what the API says of a path it does not know.
asio::awaitable<http::Response> Gateway::respond_without_route(Visit& visit) {
  const bool reads = visit.request.method == "GET" || visit.request.method == "HEAD";
  if (reads && !options_.static_folder.empty()) {
    const auto file = static_file(options_.static_folder, visit.request.path);
    if (file) {
      std::optional<std::string> content = co_await options_.read_file(*file);
      if (content) {
        http::Response response;
        response.headers.add("Content-Type", std::string(content_type_of(*file)));
        response.body = std::move(*content);
        co_return response;
      }
    }
  }
  co_return visit.refuse(Refusal::NoRoute);
}

asio::awaitable<http::Response> Gateway::respond_in_api(http::Exchange& exchange, Visit& visit) {
  const config::Route* route = visit.destination.route;
  if (!route->mock && route->target.function.empty()) {
    co_return visit.refuse(Refusal::NotServed, route->target.why_not);
  }
  const http::BodyEnd end =
      co_await exchange.read_body(visit.request.body, limits::kMaxGatewayBody);
  if (end != http::BodyEnd::Complete) co_return visit.refuse(Refusal::BodyTooLarge);
  visit.route.method = route->method;
  visit.route.path = route->path;
  visit.route.operation_name = route->operation_name;
  visit.route.parameters = visit.destination.parameters;
  visit.route.is_iam = route->authorization == config::AuthorizationType::Iam;
  if (route->needs_api_key) {
    visit.route.api_key = visit.request.headers.value_or("x-api-key", "");
  }
  const EventInput input{visit.request, visit.stamp, visit.api(), visit.route, visit.authorizer};
  std::variant<Json, Turned> admitted =
      co_await guard_.admit(*visit.destination.api, *route, input, visit.format);
  if (const Turned* turned = std::get_if<Turned>(&admitted)) {
    http::Response response = visit.refuse(turned->refusal, turned->detail);
    if (!turned->www_authenticate.empty()) {
      response.headers.add("www-authenticate", turned->www_authenticate);
    }
    co_return response;
  }
  visit.authorizer = std::move(std::get<Json>(admitted));
  if (route->mock) {
    http::Response response;
    response.status = route->mock->status;
    for (const auto& [name, value] : route->mock->headers)
      response.headers.add(name, value);
    co_return response;
  }
  co_return co_await call(visit, route->target);
}

asio::awaitable<http::Response> Gateway::respond_in_url(http::Exchange& exchange, Visit& visit) {
  const http::BodyEnd end =
      co_await exchange.read_body(visit.request.body, limits::kMaxGatewayBody);
  if (end != http::BodyEnd::Complete) co_return visit.refuse(Refusal::BodyTooLarge);
  visit.route.path = "$default";
  if (visit.destination.url->url.needs_iam) visit.authorizer = iam_authorizer(options_.account);
  const config::FunctionTarget target{visit.destination.url->url.function, {}, {}};
  co_return co_await call(visit, target);
}

// From the event to the answer.
asio::awaitable<http::Response> Gateway::call(Visit& visit, const config::FunctionTarget& target) {
  const EventInput input{visit.request, visit.stamp, visit.api(), visit.route, visit.authorizer};
  invoke::Invocation invocation;
  invocation.payload = text_of(event_of(input, visit.format));
  if (invocation.payload.size() > limits::kMaxSyncRequest) {
    co_return visit.refuse(Refusal::BodyTooLarge);
  }
  invocation.function = target.function;
  invocation.invoked_arn =
      config::function_arn("aws", options_.region, options_.account, target.function);
  if (!target.qualifier.empty()) invocation.invoked_arn += ':' + target.qualifier;
  invocation.trace_header = trace_root(visit.request, visit.stamp.trace);
  if (visit.format == Format::Url) invocation.request_id = visit.stamp.request_id;

  base::SteadyTime deadline = base::kNever;
  if (visit.format != Format::Url && !options_.no_timeout) {
    deadline = clock_.now() + timeout_of(*visit.destination.route, visit.format);
  }
  std::optional<invoke::Outcome> outcome =
      co_await integration_.run(std::move(invocation), deadline);
  if (!outcome) co_return visit.refuse(Refusal::Timeout);
  if (std::holds_alternative<invoke::Throttled>(*outcome)) {
    co_return visit.refuse(Refusal::Throttled);
  }
  auto* result = std::get_if<invoke::Result>(&*outcome);
  if (result == nullptr || result->function_error) co_return visit.refuse(Refusal::BadResult);

  AnswerRules rules;
  rules.format = visit.format;
  rules.accept = visit.request.headers.value_or("Accept", "");
  rules.binary_types = &visit.api().binary_types;
  std::variant<http::Response, Refusal> answer = answer_of(std::move(result->payload), rules);
  if (const Refusal* refusal = std::get_if<Refusal>(&answer)) co_return visit.refuse(*refusal);
  http::Response response = std::move(std::get<http::Response>(answer));
  if (visit.face() != Face::Http) {
    response.headers.add("X-Amzn-Trace-Id", std::move(result->trace_header));
  }
  co_return response;
}

}  // namespace lambent::gateway
