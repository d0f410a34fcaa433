#include "config/api_resources.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "config/api_authorizers.h"
#include "config/api_cors.h"
#include "config/api_openapi.h"
#include "config/error.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr std::string_view kRestApi = "AWS::ApiGateway::RestApi";
constexpr std::string_view kHttpApi = "AWS::ApiGatewayV2::Api";
constexpr std::string_view kDefaultRestStage = "Prod";
constexpr WholeNumberRule kTimeout{50, 300'000, " of milliseconds"};

std::string text_of(const Node& properties, std::string_view name) {
  const Node* node = properties.find(name);
  return node == nullptr ? std::string() : node->text();
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

class Assembly {
 public:
  Assembly(const std::vector<ResolvedResource>& resources,
           const ApiFunctions& functions,
           Notices& notices)
      : resources_(resources), functions_(functions), notices_(notices) {}

  std::vector<Api> apis() {
    for (const ResolvedResource& item : resources_) {
      if (item.resource.type == kRestApi) add_rest_api(item);
      if (item.resource.type == kHttpApi) add_http_api(item);
    }
    return std::move(apis_);
  }

 private:
  const ResolvedResource* find(const std::string& id) const {
    const auto found = std::find_if(resources_.begin(), resources_.end(), [&](const auto& item) {
      return item.resource.id == id;
    });
    return found == resources_.end() ? nullptr : &*found;
  }

  // The resources of a type that name `id` as their API.
  std::vector<const ResolvedResource*> parts(std::string_view type,
                                             std::string_view key,
                                             const std::string& id) const {
    std::vector<const ResolvedResource*> found;
    for (const ResolvedResource& item : resources_) {
      if (item.resource.type == type && text_of(item.properties, key) == id) found.push_back(&item);
    }
    return found;
  }

  void read_variables(const Node* variables, Api& api) const {
    if (variables != nullptr) api.stage_variables = read_text_map(*variables, "expected a map");
  }

  void add_rest_api(const ResolvedResource& item) {
    Api api;
    api.id = item.resource.id;
    api.kind = ApiKind::Rest;
    api.stage = kDefaultRestStage;
    for (const auto* part : parts("AWS::ApiGateway::Deployment", "RestApiId", api.id)) {
      const std::string stage = text_of(part->properties, "StageName");
      if (!stage.empty()) api.stage = stage;
    }
    for (const auto* part : parts("AWS::ApiGateway::Stage", "RestApiId", api.id)) {
      const std::string stage = text_of(part->properties, "StageName");
      if (!stage.empty()) api.stage = stage;
      read_variables(part->properties.find("Variables"), api);
    }
    if (const Node* types = item.properties.find("BinaryMediaTypes")) {
      for (const Node& type : types->items())
        api.binary_types.push_back(type.text());
    }
    if (const Node* body = item.properties.find("Body")) read_openapi(*body, functions_, {}, api);
    if (item.properties.find("BodyS3Location") != nullptr) {
      notices_.push_back({item.resource.place.print(), "BodyS3Location is not downloaded"});
    }
    read_authorizers("AWS::ApiGateway::Authorizer", "RestApiId", api);
    for (const auto* part : parts("AWS::ApiGateway::GatewayResponse", "RestApiId", api.id)) {
      const Node row = Node::map(
          part->properties.place(),
          {
              {text_of(part->properties, "ResponseType"), part->resource.place, part->properties}
      });
      read_gateway_responses(row, api);
    }
    for (const auto* part : parts("AWS::ApiGateway::Method", "RestApiId", api.id)) {
      add_method(*part, api);
    }
    apis_.push_back(std::move(api));
  }

  void read_authorizers(std::string_view type, std::string_view key, Api& api) const {
    for (const auto* part : parts(type, key, api.id)) {
      api.authorizers[part->resource.id] =
          read_authorizer_resource(part->properties, api, functions_);
    }
  }

  // "/a/{b}" of a resource, by way of its parents.
  std::string path_of(const std::string& id, int depth = 0) const {
    constexpr int kDeepest = 100;
    const ResolvedResource* item = find(id);
    if (item == nullptr || item->resource.type != "AWS::ApiGateway::Resource") return {};
    if (depth > kDeepest) item->properties.refuse("ParentId: the resource is its own ancestor");
    return path_of(text_of(item->properties, "ParentId"), depth + 1) + '/' +
           text_of(item->properties, "PathPart");
  }

  void add_method(const ResolvedResource& item, Api& api) const {
    Route route;
    route.method = upper(text_of(item.properties, "HttpMethod"));
    route.path = path_of(text_of(item.properties, "ResourceId"));
    if (route.path.empty()) route.path = "/";
    route.operation_name = text_of(item.properties, "OperationName");
    if (const Node* needs = item.properties.find("ApiKeyRequired")) {
      route.needs_api_key = read_boolean(*needs);
    }
    read_authorization(item.properties, api, route);
    if (const Node* parameters = item.properties.find("RequestParameters")) {
      constexpr std::string_view kPrefix = "method.request.";
      for (const Member& member : parameters->members()) {
        const bool is_required = member.value.boolean().value_or(false);
        const bool is_known = member.key.starts_with(kPrefix);
        if (!is_required || !is_known || member.key.starts_with("method.request.path.")) continue;
        route.required_parameters.push_back(member.key.substr(kPrefix.size()));
      }
    }
    read_integration(item.properties.find("Integration"), api, route);
    api.routes.push_back(std::move(route));
  }

  void read_authorization(const Node& properties, const Api& api, Route& route) const {
    const std::string type = upper(text_of(properties, "AuthorizationType"));
    if (type.empty() || type == "NONE") return;
    if (type == "AWS_IAM") {
      route.authorization = AuthorizationType::Iam;
      return;
    }
    const Node* id = properties.find("AuthorizerId");
    if (id == nullptr) properties.refuse("AuthorizerId is missing");
    const RouteAuth auth = auth_by_name(*id, api);
    route.authorization = auth.type;
    route.authorizer = auth.authorizer;
    if (const Node* scopes = properties.find("AuthorizationScopes")) {
      for (const Node& scope : scopes->items())
        route.scopes.push_back(scope.text());
    }
  }

  void read_integration(const Node* integration, const Api& api, Route& route) const {
    if (integration == nullptr) {
      route.target.why_not = "the method has no Integration";
      return;
    }
    const std::string type = upper(text_of(*integration, "Type"));
    if (type == "MOCK") {
      route.mock = read_mock(integration->find("IntegrationResponses"));
      return;
    }
    if (const Node* timeout = integration->find("TimeoutInMillis")) {
      route.timeout = std::chrono::milliseconds(read_whole_number(*timeout, kTimeout));
    }
    set_target(type, integration->find("Uri"), api, route);
  }

  void set_target(const std::string& type, const Node* uri, const Api& api, Route& route) const {
    if (type != "AWS_PROXY") {
      route.target.why_not = fmt::format("integrations of type {} are not served", in_quotes(type));
    } else if (uri == nullptr) {
      route.target.why_not = "its integration has no URI";
    } else {
      route.target = functions_.by_uri(*uri, api.stage_variables);
    }
  }

  void add_http_api(const ResolvedResource& item) {
    if (upper(text_of(item.properties, "ProtocolType")) == "WEBSOCKET") {
      notices_.push_back({item.resource.place.print(), "WebSocket APIs are not served"});
      return;
    }
    Api api;
    api.id = item.resource.id;
    for (const auto* part : parts("AWS::ApiGatewayV2::Stage", "ApiId", api.id)) {
      api.stage = text_of(part->properties, "StageName");
      read_variables(part->properties.find("StageVariables"), api);
    }
    if (const Node* cors = item.properties.find("CorsConfiguration")) api.cors = read_cors(*cors);
    if (const Node* body = item.properties.find("Body")) read_openapi(*body, functions_, {}, api);
    read_authorizers("AWS::ApiGatewayV2::Authorizer", "ApiId", api);
    if (const Node* target = item.properties.find("Target")) {
      const Node* key = item.properties.find("RouteKey");
      Route route = route_of(key == nullptr ? "$default" : key->text());
      route.target = functions_.by_uri(*target, api.stage_variables);
      api.routes.push_back(std::move(route));
    }
    for (const auto* part : parts("AWS::ApiGatewayV2::Route", "ApiId", api.id)) {
      add_route(*part, api);
    }
    apis_.push_back(std::move(api));
  }

  // "GET /x" or "$default"
  static Route route_of(const std::string& key) {
    Route route;
    const std::size_t blank = key.find(' ');
    route.method = blank == key.npos ? "ANY" : upper(key.substr(0, blank));
    route.path = blank == key.npos ? key : key.substr(blank + 1);
    return route;
  }

  void add_route(const ResolvedResource& item, Api& api) const {
    Route route = route_of(text_of(item.properties, "RouteKey"));
    read_authorization(item.properties, api, route);
    const std::string target = text_of(item.properties, "Target");
    const ResolvedResource* integration = find(target.substr(target.rfind('/') + 1));
    if (integration == nullptr) {
      route.target.why_not =
          fmt::format("{} is no integration of this template", in_quotes(target));
    } else {
      const Node& properties = integration->properties;
      route.format = text_of(properties, "PayloadFormatVersion") == "1.0" ? PayloadFormat::V1
                                                                          : PayloadFormat::V2;
      if (const Node* timeout = properties.find("TimeoutInMillis")) {
        route.timeout = std::chrono::milliseconds(read_whole_number(*timeout, kTimeout));
      }
      set_target(upper(text_of(properties, "IntegrationType")),
                 properties.find("IntegrationUri"),
                 api,
                 route);
    }
    api.routes.push_back(std::move(route));
  }

  const std::vector<ResolvedResource>& resources_;
  const ApiFunctions& functions_;
  Notices& notices_;
  std::vector<Api> apis_;
};

}  // namespace

std::vector<Api> read_api_resources(const std::vector<ResolvedResource>& resources,
                                    const ApiFunctions& functions,
                                    Notices& notices) {
  return Assembly(resources, functions, notices).apis();
}

}  // namespace lambent::config
