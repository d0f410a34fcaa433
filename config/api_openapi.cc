#include "config/api_openapi.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/api_cors.h"
#include "config/ascii.h"
#include "config/error.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";
constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";
constexpr std::string_view kAuthorizer = "x-amazon-apigateway-authorizer";
constexpr std::string_view kAuthType = "x-amazon-apigateway-authtype";
constexpr std::string_view kResponseHeader = "method.response.header.";
constexpr WholeNumberRule kTimeout{50, 300'000, " of milliseconds"};
constexpr WholeNumberRule kStatus{100, 599, ""};
constexpr auto kMethods =
    std::to_array<std::string_view>({"get", "put", "post", "delete", "options", "head", "patch"});

std::string without_quotes(const std::string& text) {
  const bool is_quoted = text.size() > 1 && text.front() == '\'' && text.back() == '\'';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

const Node* either(const Node& map, std::string_view one, std::string_view other) {
  const Node* found = map.find(one);
  return found != nullptr ? found : map.find(other);
}

class Reader {
 public:
  Reader(const Node& document, const ApiFunctions& functions, const ApiAuth& auth, Api& api)
      : document_(document), functions_(functions), auth_(auth), api_(api) {}

  void read() {
    read_schemes();
    read_top();
    const Node* paths = document_.find("paths");
    if (paths == nullptr || paths->is_null()) return;
    for (const Member& path : read_map(*paths, "expected a map of paths")) {
      if (path.value.is_null()) continue;
      for (const Member& operation : read_map(path.value, "expected a map of methods")) {
        read_operation(path.key, operation);
      }
    }
  }

 private:
  void read_schemes() {
    const Node* schemes = document_.find("securityDefinitions");
    if (const Node* components = document_.find("components")) {
      schemes = components->find("securitySchemes");
    }
    if (schemes == nullptr) return;
    for (const Member& scheme : read_map(*schemes, "expected a map")) {
      const Node* type = scheme.value.find(kAuthType);
      if (type != nullptr && lower(type->text()) == "awssigv4") iam_.push_back(scheme.key);
      const Node* extension = scheme.value.find(kAuthorizer);
      if (extension != nullptr) {
        Authorizer authorizer = read_openapi_authorizer(*extension, api_, functions_);
        const Node* name = scheme.value.find("name");
        // The scheme says which header a TOKEN authorizer of REST is shown.
        const bool by_scheme = api_.kind == ApiKind::Rest && name != nullptr &&
                               extension->find("identitySource") == nullptr &&
                               authorizer.kind != AuthorizerKind::Request;
        if (by_scheme) authorizer.identity = {"header." + name->text()};
        api_.authorizers[scheme.key] = std::move(authorizer);
      } else if (const Node* name = scheme.value.find("name")) {
        if (lower(name->text()) == "x-api-key") api_keys_.push_back(scheme.key);
      }
    }
  }

  void read_top() {
    if (const Node* types = document_.find("x-amazon-apigateway-binary-media-types")) {
      for (const Node& item : read_list(*types, "expected a list")) {
        api_.binary_types.push_back(read_text(item, "expected a media type"));
      }
    }
    if (const Node* cors = document_.find("x-amazon-apigateway-cors")) {
      if (api_.kind == ApiKind::Http && !api_.cors) api_.cors = read_cors(*cors);
    }
    if (const Node* responses = document_.find("x-amazon-apigateway-gateway-responses")) {
      read_gateway_responses(*responses, api_);
    }
  }

  void read_operation(const std::string& path, const Member& operation) {
    const std::string method = lower(operation.key);
    const bool is_any = method == kAnyMethod;
    if (!is_any && std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) return;
    Route route;
    route.path = path == "/$default" ? "$default" : path;
    route.method = is_any ? "ANY" : operation.key;
    std::transform(route.method.begin(), route.method.end(), route.method.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const Node& body = operation.value;
    if (const Node* id = body.find("operationId")) route.operation_name = id->text();
    read_integration(body.find(kIntegration), route);
    read_security(body.find("security"), route);
    read_parameters(body.find("parameters"), route);
    api_.routes.push_back(std::move(route));
  }

  void read_integration(const Node* integration, Route& route) const {
    if (integration == nullptr) {
      route.target.why_not = "the operation has no x-amazon-apigateway-integration";
      return;
    }
    const Node* type = integration->find("type");
    const std::string kind = type == nullptr ? std::string() : lower(type->text());
    if (kind == "mock") {
      route.mock = read_mock(integration->find("responses"));
      return;
    }
    if (const Node* timeout = integration->find("timeoutInMillis")) {
      route.timeout = std::chrono::milliseconds(read_whole_number(*timeout, kTimeout));
    }
    // As AWS does: an HTTP API's document that says nothing means 1.0.
    const Node* format = integration->find("payloadFormatVersion");
    route.format =
        format != nullptr && format->text() == "2.0" ? PayloadFormat::V2 : PayloadFormat::V1;
    if (kind != "aws_proxy") {
      route.target.why_not = fmt::format("integrations of type {} are not served", in_quotes(kind));
      return;
    }
    const Node* uri = integration->find("uri");
    if (uri == nullptr) {
      route.target.why_not = "its integration has no uri";
      return;
    }
    route.target = functions_.by_uri(*uri, api_.stage_variables);
  }

  void read_security(const Node* security, Route& route) const {
    const bool is_v3 = document_.find("openapi") != nullptr;
    if (security == nullptr && is_v3) security = document_.find("security");
    if (security == nullptr) {
      if (!route.mock || auth_.guards_preflights) use(auth_.standard, route);
      route.needs_api_key = auth_.needs_api_key && !route.mock;
      return;
    }
    for (const Node& item : security->items()) {
      for (const Member& member : item.members()) {
        use_scheme(member, route);
      }
    }
  }

  void use_scheme(const Member& member, Route& route) const {
    const auto contains = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), member.key) != names.end();
    };
    if (contains(api_keys_)) {
      route.needs_api_key = true;
    } else if (contains(iam_)) {
      route.authorization = AuthorizationType::Iam;
    } else if (api_.authorizers.contains(member.key)) {
      RouteAuth auth = auth_by_name(Node::scalar(member.key_place, member.key), api_);
      for (const Node& scope : member.value.items())
        auth.scopes.push_back(scope.text());
      use(auth, route);
    } else {
      Node::null(member.key_place)
          .refuse(fmt::format("{} is no authorizer of this document", in_quotes(member.key)));
    }
  }

  static void use(const RouteAuth& auth, Route& route) {
    route.authorization = auth.type;
    route.authorizer = auth.authorizer;
    route.scopes = auth.scopes;
  }

  void read_parameters(const Node* parameters, Route& route) const {
    const bool validates = document_.find("x-amazon-apigateway-request-validator") != nullptr;
    if (parameters == nullptr || !validates) return;
    for (const Node& parameter : parameters->items()) {
      const Node* name = parameter.find("name");
      const Node* in = parameter.find("in");
      const Node* required = parameter.find("required");
      if (name == nullptr || in == nullptr || required == nullptr) continue;
      if (!required->boolean().value_or(false) || in->text() == "path") continue;
      const std::string kind = in->text() == "query" ? "querystring" : in->text();
      route.required_parameters.push_back(kind + '.' + name->text());
    }
  }

  const Node& document_;
  const ApiFunctions& functions_;
  const ApiAuth& auth_;
  Api& api_;
  std::vector<std::string> api_keys_;  // names of schemes
  std::vector<std::string> iam_;
};

}  // namespace

void read_openapi(const Node& document,
                  const ApiFunctions& functions,
                  const ApiAuth& auth,
                  Api& api) {
  read_map(document, "expected an OpenAPI document: a map with paths");
  Reader(document, functions, auth, api).read();
}

void read_gateway_responses(const Node& responses, Api& api) {
  for (const Member& member : read_map(responses, "expected a map of gateway responses")) {
    const Node& node = member.value;
    GatewayResponse response;
    if (const Node* status = either(node, "StatusCode", "statusCode")) {
      response.status = read_whole_number(*status, kStatus);
    }
    if (const Node* parameters = either(node, "ResponseParameters", "responseParameters")) {
      constexpr std::string_view kPrefix = "gatewayresponse.header.";
      const Node* headers = either(*parameters, "Headers", "headers");
      for (const Member& row : (headers != nullptr ? *headers : *parameters).members()) {
        const bool is_prefixed = row.key.starts_with(kPrefix);
        if (!is_prefixed && headers == nullptr) continue;
        response.headers[is_prefixed ? row.key.substr(kPrefix.size()) : row.key] =
            without_quotes(row.value.text());
      }
    }
    const Node* templates = either(node, "ResponseTemplates", "responseTemplates");
    if (templates != nullptr && !templates->members().empty()) {
      const Node* json = templates->find(response.content_type);
      const Member& first = templates->members().front();
      if (json == nullptr) response.content_type = first.key;
      response.body = json != nullptr ? json->text() : first.value.text();
    }
    api.responses[member.key] = std::move(response);
  }
}

MockResponse read_mock(const Node* responses) {
  MockResponse mock;
  if (responses == nullptr) return mock;
  const Node* first = nullptr;
  if (responses->is_sequence() && !responses->items().empty()) first = &responses->items().front();
  if (const Node* standard = responses->find("default")) first = standard;
  if (first == nullptr && !responses->members().empty()) {
    first = &responses->members().front().value;
  }
  if (first == nullptr) return mock;
  if (const Node* status = either(*first, "statusCode", "StatusCode")) {
    mock.status = read_whole_number(*status, kStatus);
  }
  const Node* parameters = either(*first, "responseParameters", "ResponseParameters");
  if (parameters == nullptr) return mock;
  for (const Member& row : parameters->members()) {
    if (!row.key.starts_with(kResponseHeader)) continue;
    mock.headers[row.key.substr(kResponseHeader.size())] = without_quotes(row.value.text());
  }
  return mock;
}

}  // namespace lambent::config
