// Api: one HTTP front of functions as a template describes it: routes, CORS, authorizers.  Pure.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambent::config {

/// The logical ids and the stage that SAM gives to APIs nobody declared.
/// Source: local-api.md §5.5.
inline constexpr std::string_view kImplicitRestApi = "ServerlessRestApi";
inline constexpr std::string_view kImplicitRestStage = "Prod";
inline constexpr std::string_view kImplicitHttpApi = "ServerlessHttpApi";

enum class ApiKind { Rest, Http };

/// "REST", "HTTP"
std::string_view name_of(ApiKind kind);

/// What a function is handed and what it hands back.  Source: local-api.md §2.3.
enum class PayloadFormat { V1, V2 };

/// The function behind a route or an authorizer, or why there is none that can be run.
struct FunctionTarget {
  std::string function;   ///< its FunctionName; empty when there is none
  std::string qualifier;  ///< of the ARN it is called by; empty without one
  std::string why_not;    ///< one sentence, when `function` is empty
};

/// A REST method that answers by itself: what CORS makes of OPTIONS.
struct MockResponse {
  int status = 200;
  std::map<std::string, std::string> headers;
};

/// Who lets a request through to a route.  Source: local-api.md §4.2, §4.3.
enum class AuthorizationType { None, Lambda, Jwt, Iam };

struct Route {
  std::string method;  ///< upper case; "ANY" for all of them
  std::string path;    ///< "/orders/{name}", "/{proxy+}"; "$default" catches what is left over
  FunctionTarget target;
  std::optional<MockResponse> mock = std::nullopt;  ///< answers in the place of a function
  PayloadFormat format = PayloadFormat::V2;         ///< of HTTP APIs; REST has one
  std::optional<std::chrono::milliseconds> timeout = std::nullopt;
  std::string operation_name = {};
  AuthorizationType authorization = AuthorizationType::None;
  std::string authorizer = {};  ///< its name in Api::authorizers; of Lambda and Jwt
  std::vector<std::string> scopes = {};
  bool needs_api_key = false;
  /// "querystring.page", "header.X-Id", "path.id": what must be there.  REST.
  std::vector<std::string> required_parameters = {};
};

enum class AuthorizerKind { Token, Request, Jwt };

/// Source: local-api.md §4.2, §4.3.
struct Authorizer {
  AuthorizerKind kind = AuthorizerKind::Request;
  FunctionTarget target;                     ///< Token, Request
  PayloadFormat format = PayloadFormat::V1;  ///< of what a Request authorizer is handed
  bool simple_responses = false;             ///< format V2 only
  std::vector<std::string> identity;         ///< "header.Authorization", "querystring.token",
                                             ///< "stageVariables.x", "context.path"
  std::string validation_expression = {};    ///< Token; empty: anything goes
  std::chrono::seconds cache_for{0};         ///< zero: never
  std::string issuer = {};                   ///< Jwt
  std::vector<std::string> audience = {};    ///< Jwt
};

/// Cross-origin rules that the service itself applies: of HTTP APIs and function URLs.
/// Source: local-api.md §4.1.
struct Cors {
  std::vector<std::string> origins;
  std::vector<std::string> methods;
  std::vector<std::string> headers;
  std::vector<std::string> exposed;
  bool credentials = false;
  std::optional<int> max_age = std::nullopt;  ///< seconds
};

/// How a REST API words one kind of refusal.  Source: local-api.md §2.5.
struct GatewayResponse {
  std::optional<int> status = std::nullopt;
  std::map<std::string, std::string> headers = {};
  std::string content_type = "application/json";
  std::optional<std::string> body = std::nullopt;  ///< a template with $context.error.… in it
};

struct Api {
  std::string id;  ///< logical id
  ApiKind kind = ApiKind::Http;
  std::string stage = "$default";
  std::map<std::string, std::string> stage_variables = {};
  std::vector<std::string> binary_types = {};  ///< "image/*"; REST
  std::optional<Cors> cors = std::nullopt;     ///< HTTP
  std::map<std::string, Authorizer> authorizers = {};
  std::map<std::string, GatewayResponse> responses = {};  ///< by type, e.g. UNAUTHORIZED; REST
  std::vector<Route> routes = {};
};

/// A function's own address.  Source: local-api.md §1.9.
struct FunctionUrl {
  std::string function;  ///< its FunctionName
  bool needs_iam = false;
  std::optional<Cors> cors = std::nullopt;
};

}  // namespace lambent::config
