#include "config/template_apis.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/api_openapi.h"
#include "config/error.h"
#include "config/file.h"
#include "config/globals.h"
#include "config/properties.h"
#include "config/read.h"
#include "config/yaml_node.h"

namespace lambent::config {

namespace {

constexpr std::string_view kDefault = "$default";
constexpr std::string_view kSamRest = "AWS::Serverless::Api";
constexpr std::string_view kSamHttp = "AWS::Serverless::HttpApi";
constexpr std::string_view kUrl = "AWS::Lambda::Url";
constexpr WholeNumberRule kTimeoutInMillis{50, 300'000, " of milliseconds"};

bool is_api_part(std::string_view type) {
  return type == kSamRest || type == kSamHttp || type == kUrl ||
         type.starts_with("AWS::ApiGateway::") || type.starts_with("AWS::ApiGatewayV2::");
}

std::string method_of(const Node& node) {
  std::string method = read_text(node, "expected a method such as GET, or ANY");
  std::transform(method.begin(), method.end(), method.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return method == "*" || method == "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method;
}

std::string path_of(const Node& node) {
  std::string path = read_text(node, "expected a path such as /orders/{name}");
  if (path != kDefault && !path.starts_with('/')) node.fail("expected a path that begins with /");
  return path;
}

// What must be there of RequestParameters: texts, or maps with Required.
std::vector<std::string> required_parameters(const Node& list) {
  constexpr std::string_view kPrefix = "method.request.";
  std::vector<std::string> required;
  for (const Node& item : read_list(list, "expected a list of parameters")) {
    for (const Member& member : item.members()) {
      const Node* needs = member.value.find("Required");
      const bool is_required = needs != nullptr && read_boolean(*needs);
      if (!is_required || !member.key.starts_with(kPrefix)) continue;
      required.push_back(member.key.substr(kPrefix.size()));
    }
  }
  return required;
}

// Method and path of an event; of HTTP APIs both may be left out.
Route route_of(const Node& properties, ApiKind kind) {
  Route route;
  const Node* path = properties.find("Path");
  const Node* method = properties.find("Method");
  if (kind == ApiKind::Rest && (path == nullptr || method == nullptr)) {
    properties.refuse("expected Path and Method");
  }
  route.path = path == nullptr ? std::string(kDefault) : path_of(*path);
  route.method = method == nullptr ? "ANY" : method_of(*method);
  if (const Node* timeout = properties.find("TimeoutInMillis")) {
    route.timeout = std::chrono::milliseconds(read_whole_number(*timeout, kTimeoutInMillis));
  }
  if (const Node* format = properties.find("PayloadFormatVersion")) {
    const std::string text = read_text(*format, "expected 1.0 or 2.0");
    if (text != "1.0" && text != "2.0") format->fail("expected 1.0 or 2.0");
    route.format = text == "1.0" ? PayloadFormat::V1 : PayloadFormat::V2;
  }
  if (const Node* parameters = properties.find("RequestParameters")) {
    route.required_parameters = required_parameters(*parameters);
  }
  return route;
}

// `Auth` of an event over that of its API.
void read_route_auth(const Node* auth, const ApiAuth& standard, const Api& api, Route& route) {
  RouteAuth chosen = standard.standard;
  route.needs_api_key = standard.needs_api_key;
  if (auth != nullptr) {
    if (const Node* name = auth->find("Authorizer")) chosen = auth_by_name(*name, api);
    if (const Node* scopes = auth->find("AuthorizationScopes")) {
      chosen.scopes.clear();
      for (const Node& scope : read_list(*scopes, "expected a list of scopes")) {
        chosen.scopes.push_back(scope.text());
      }
    }
    if (const Node* key = auth->find("ApiKeyRequired")) route.needs_api_key = read_boolean(*key);
  }
  route.authorization = chosen.type;
  route.authorizer = chosen.authorizer;
  route.scopes = chosen.scopes;
}

// `image~1png` is image/png.
std::string media_type_of(std::string text) {
  const std::size_t escape = text.find("~1");
  if (escape != text.npos) text.replace(escape, 2, "/");
  return text;
}

const Node* include_of(const Node& node) {
  const Node* transform = node.find("Fn::Transform");
  const Node* name = transform == nullptr ? nullptr : transform->find("Name");
  if (name == nullptr || name->text() != "AWS::Include") return nullptr;
  const Node* parameters = transform->find("Parameters");
  return parameters == nullptr ? nullptr : parameters->find("Location");
}

FunctionUrl url_of(const std::string& function, const Node& properties) {
  FunctionUrl url;
  url.function = function;
  if (const Node* type = properties.find("AuthType")) {
    const std::string text = read_text(*type, "expected NONE or AWS_IAM");
    if (text != "NONE" && text != "AWS_IAM") type->fail("expected NONE or AWS_IAM");
    url.needs_iam = text == "AWS_IAM";
  }
  if (const Node* cors = properties.find("Cors")) url.cors = read_cors(*cors);
  return url;
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
  Owner owner{resource.id, Node(), Node()};
  const Node* events = properties.find("Events");
  if (events != nullptr && events->why_unresolved() == nullptr) owner.events = *events;
  if (const Node* url = properties.find("FunctionUrlConfig")) owner.url = *url;
  owners_.push_back(std::move(owner));
}

void ApiReader::add_resource(const Resource& resource) {
  if (!is_api_part(resource.type)) return;
  const Node properties = with_globals(resource);
  std::optional<Node> resolved = reading_.resolver.resolve(properties);
  resources_.push_back({resource, resolved ? *resolved : properties});
}

Node ApiReader::with_globals(const Resource& resource) const {
  const std::string_view section = resource.type == kSamRest   ? "Api"
                                   : resource.type == kSamHttp ? "HttpApi"
                                                               : "";
  const Node* globals = section.empty() ? nullptr : globals_.find(section);
  if (globals == nullptr) return resource.properties;
  return merge_globals(without_ignored(*globals, resource.node.find("IgnoreGlobals")),
                       resource.properties);
}

Node ApiReader::read_document(const std::string& location, const Node& place) {
  const std::filesystem::path file = (reading_.folder / location).lexically_normal();
  if (location.empty() || !std::filesystem::is_regular_file(file)) {
    place.fail(fmt::format("expected an existing file ({})", file.string()));
  }
  documents_.push_back(file);
  const Node document = parse_yaml(read_config_file(file), file.string());
  std::optional<Node> resolved = reading_.resolver.resolve(document);
  return resolved ? *resolved : document;
}

// The OpenAPI document of an API: in the template, or beside it.
std::optional<Node> ApiReader::definition_of(const Node& properties) {
  if (const Node* body = properties.find("DefinitionBody")) {
    const Node* include = include_of(*body);
    if (include == nullptr) return *body;
    return read_document(read_text(*include, "expected a file"), *include);
  }
  const Node* uri = properties.find("DefinitionUri");
  if (uri == nullptr) return std::nullopt;
  if (is_in_s3(*uri)) {
    reading_.notices.push_back({uri->place().print(), "skipped: S3 is not downloaded from"});
    return std::nullopt;
  }
  return read_document(read_text(*uri, "expected a file"), *uri);
}

ApiReader::Draft ApiReader::read_api(const std::string& id, ApiKind kind, const Node& properties) {
  Draft draft;
  Api& api = draft.api;
  api.id = id;
  api.kind = kind;
  const bool is_rest = kind == ApiKind::Rest;
  api.stage = is_rest ? kImplicitRestStage : kDefault;
  if (const Node* stage = properties.find("StageName")) {
    api.stage = read_text(*stage, "expected the name of a stage");
  }
  if (const Node* variables = properties.find(is_rest ? "Variables" : "StageVariables")) {
    api.stage_variables = read_text_map(*variables, "expected a map of variables");
  }
  if (const Node* types = properties.find("BinaryMediaTypes")) {
    for (const Node& type : read_list(*types, "expected a list of media types")) {
      api.binary_types.push_back(media_type_of(read_text(type, "expected a media type")));
    }
  }
  if (const Node* auth = properties.find("Auth")) {
    draft.auth = read_auth(*auth, api, functions_);
  }
  if (const Node* cors = properties.find("Cors")) draft.cors = read_rest_cors(*cors);
  if (const Node* cors = properties.find("CorsConfiguration")) api.cors = read_cors(*cors);
  if (const Node* responses = properties.find("GatewayResponses")) {
    read_gateway_responses(*responses, api);
  }
  if (const std::optional<Node> definition = definition_of(properties)) {
    read_openapi(*definition, functions_, draft.auth, api);
  }
  return draft;
}

ApiReader::Draft& ApiReader::draft_of(std::vector<Draft>& drafts,
                                      const std::string& id,
                                      ApiKind kind) {
  const auto found = std::find_if(
      drafts.begin(), drafts.end(), [&](const Draft& draft) { return draft.api.id == id; });
  if (found != drafts.end()) return *found;
  const Node* globals = globals_.find(kind == ApiKind::Rest ? "Api" : "HttpApi");
  const Node properties = globals == nullptr ? Node() : *globals;
  const std::optional<Node> resolved = reading_.resolver.resolve(properties);
  drafts.push_back(read_api(id, kind, resolved ? *resolved : properties));
  return drafts.back();
}

// As SAM does: an event takes the place of what the document says of its method and path.
void ApiReader::add_route(Route route, Api& api) {
  const auto found = std::find_if(api.routes.begin(), api.routes.end(), [&](const Route& other) {
    return other.method == route.method && other.path == route.path;
  });
  if (found == api.routes.end()) {
    api.routes.push_back(std::move(route));
  } else {
    *found = std::move(route);
  }
}

void ApiReader::read_event(const Owner& owner, const Member& event, std::vector<Draft>& drafts) {
  const Node* type = event.value.find("Type");
  const std::string name = type == nullptr ? std::string() : type->text();
  if (name != "Api" && name != "HttpApi") return;
  const ApiKind kind = name == "Api" ? ApiKind::Rest : ApiKind::Http;
  const bool is_rest = kind == ApiKind::Rest;
  const Node* found = event.value.find("Properties");
  const Node properties = found == nullptr ? Node::map(event.value.place(), {}) : *found;
  read_map(properties, "expected a map of properties");

  const Node* id = properties.find(is_rest ? "RestApiId" : "ApiId");
  const std::string_view implicit = is_rest ? kImplicitRestApi : kImplicitHttpApi;
  const std::string api_id =
      id == nullptr ? std::string(implicit) : read_text(*id, "expected a reference to an API");
  Draft& draft = draft_of(drafts, api_id, kind);
  if (draft.api.kind != kind) {
    id->refuse(fmt::format("{} is no {} API", in_quotes(api_id), name_of(kind)));
  }
  Route route = route_of(properties, kind);
  route.target = functions_.by_id(owner.id);
  read_route_auth(properties.find("Auth"), draft.auth, draft.api, route);
  add_route(std::move(route), draft.api);
}

std::vector<Api> ApiReader::apis() {
  std::vector<Draft> drafts;
  for (const ResolvedResource& item : resources_) {
    const std::string& type = item.resource.type;
    if (type != kSamRest && type != kSamHttp) continue;
    const ApiKind kind = type == kSamRest ? ApiKind::Rest : ApiKind::Http;
    drafts.push_back(read_api(item.resource.id, kind, item.properties));
  }
  for (Api& api : read_api_resources(resources_, functions_, reading_.notices)) {
    drafts.push_back(Draft{std::move(api), {}, std::nullopt});
  }
  for (const Owner& owner : owners_) {
    for (const Member& event : owner.events.members()) {
      read_event(owner, event, drafts);
    }
  }
  std::vector<Api> apis;
  for (Draft& draft : drafts) {
    const std::size_t own = draft.api.routes.size();
    if (draft.cors) add_preflights(draft.api, *draft.cors);
    // As SAM does: the default authorizer guards preflights, too, unless told not to.
    for (std::size_t i = own; draft.auth.guards_preflights && i < draft.api.routes.size(); ++i) {
      draft.api.routes[i].authorization = draft.auth.standard.type;
      draft.api.routes[i].authorizer = draft.auth.standard.authorizer;
    }
    if (!draft.api.routes.empty()) apis.push_back(std::move(draft.api));
  }
  return apis;
}

std::vector<FunctionUrl> ApiReader::urls() {
  std::vector<FunctionUrl> urls;
  for (const Owner& owner : owners_) {
    const FunctionTarget target = functions_.by_id(owner.id);
    if (owner.url.is_null() || target.function.empty()) continue;
    urls.push_back(url_of(target.function, owner.url));
  }
  for (const ResolvedResource& item : resources_) {
    if (item.resource.type != kUrl) continue;
    const Node* arn = item.properties.find("TargetFunctionArn");
    if (arn == nullptr) item.properties.refuse("TargetFunctionArn is missing");
    const FunctionTarget target = functions_.by_uri(*arn, {});
    if (target.function.empty()) {
      reading_.notices.push_back({item.resource.place.print(), "not served: " + target.why_not});
    } else {
      urls.push_back(url_of(target.function, item.properties));
    }
  }
  return urls;
}

}  // namespace lambent::config
