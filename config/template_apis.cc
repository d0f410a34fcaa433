#include "config/template_apis.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "config/error.h"
#include "config/properties.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr std::string_view kDefaultRoute = "$default";
constexpr WholeNumberRule kTimeoutInMillis{50, 300'000, " of milliseconds"};

Api& api_of(std::vector<Api>& apis, std::string_view id, ApiKind kind) {
  const auto found =
      std::find_if(apis.begin(), apis.end(), [&](const Api& api) { return api.id == id; });
  if (found != apis.end()) return *found;
  Api& api = apis.emplace_back();
  api.id = id;
  api.kind = kind;
  if (kind == ApiKind::Rest) api.stage = kImplicitRestStage;
  return api;
}

std::string method_of(const Node& node) {
  std::string method = read_text(node, "expected a method such as GET, or ANY");
  std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return method == "*" || method == "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method;
}

std::string path_of(const Node& node) {
  std::string path = read_text(node, "expected a path such as /orders/{name}");
  if (path != kDefaultRoute && !path.starts_with('/'))
    node.fail("expected a path that begins with /");
  return path;
}

// Method and path of an event; of HTTP APIs both may be left out.
Route route_of(const Node& properties, ApiKind kind) {
  Route route;
  const Node* path = properties.find("Path");
  const Node* method = properties.find("Method");
  if (kind == ApiKind::Rest && (path == nullptr || method == nullptr)) {
    properties.refuse("expected Path and Method");
  }
  route.path = path == nullptr ? std::string(kDefaultRoute) : path_of(*path);
  route.method = method == nullptr ? "ANY" : method_of(*method);
  if (const Node* timeout = properties.find("TimeoutInMillis")) {
    route.timeout = std::chrono::milliseconds(read_whole_number(*timeout, kTimeoutInMillis));
  }
  if (const Node* format = properties.find("PayloadFormatVersion")) {
    const std::string text = read_text(*format, "expected 1.0 or 2.0");
    if (text != "1.0" && text != "2.0") format->fail("expected 1.0 or 2.0");
    route.format = text == "1.0" ? PayloadFormat::V1 : PayloadFormat::V2;
  }
  return route;
}

}  // namespace

ApiReader::ApiReader(Reading& reading, const Node& globals)
    : reading_(reading), globals_(globals), functions_(reading.resolver.scope().resources) {}

void ApiReader::add_function(const Resource& resource,
                             const Node& properties,
                             const FunctionConfig* function) {
  if (function == nullptr) {
    functions_.add_skipped(resource.id, fmt::format("{} is not run here", in_quotes(resource.id)));
  } else {
    functions_.add(*function);
  }
  const Node* events = properties.find("Events");
  if (events != nullptr && events->why_unresolved() == nullptr) {
    events_.push_back({resource.id, *events});
  }
}

void ApiReader::add_resource(const Resource&) {}

void ApiReader::read_event(const EventOwner& owner, const Member& event, std::vector<Api>& apis) {
  const Node* type = event.value.find("Type");
  const std::string name = type == nullptr ? std::string() : type->text();
  if (name != "Api" && name != "HttpApi") return;
  const ApiKind kind = name == "Api" ? ApiKind::Rest : ApiKind::Http;
  const Node* found = event.value.find("Properties");
  const Node properties = found == nullptr ? Node::map(event.value.place(), {}) : *found;
  read_map(properties, "expected a map of properties");
  Route route = route_of(properties, kind);
  route.target = functions_.by_id(owner.id);
  const bool is_rest = kind == ApiKind::Rest;
  const Node* id = properties.find(is_rest ? "RestApiId" : "ApiId");
  const std::string api_id = id == nullptr
                                 ? std::string(is_rest ? kImplicitRestApi : kImplicitHttpApi)
                                 : read_text(*id, "expected a reference to an API");
  Api& api = api_of(apis, api_id, kind);
  api.routes.push_back(std::move(route));
}

std::vector<Api> ApiReader::apis() {
  std::vector<Api> apis;
  for (const EventOwner& owner : events_) {
    for (const Member& event : owner.events.members()) {
      read_event(owner, event, apis);
    }
  }
  return apis;
}

std::vector<FunctionUrl> ApiReader::urls() {
  return {};
}

}  // namespace lambent::config
