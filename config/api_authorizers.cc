#include "config/api_authorizers.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/error.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr std::chrono::seconds kDefaultTtl{300};
constexpr WholeNumberRule kTtlRule{0, 3'600, " of seconds"};
constexpr std::string_view kAuthorization = "header.Authorization";
constexpr std::string_view kFormatRule = "expected 1.0 or 2.0";

const Node* find(const Node& map, std::string_view outer, std::string_view inner) {
  const Node* found = map.find(outer);
  return found == nullptr ? nullptr : found->find(inner);
}

std::vector<std::string> texts(const Node* list) {
  std::vector<std::string> result;
  if (list == nullptr || list->is_null()) return result;
  if (list->is_scalar()) return {read_text(*list, "expected text")};
  for (const Node& item : read_list(*list, "expected a list")) {
    result.push_back(item.text());
  }
  return result;
}

std::string text_or(const Node* node, std::string otherwise) {
  return node == nullptr ? std::move(otherwise) : read_text(*node, "expected text");
}

PayloadFormat read_format(const Node& node) {
  const std::string text = read_text(node, kFormatRule);
  if (text != "1.0" && text != "2.0") node.fail(kFormatRule);
  return text == "1.0" ? PayloadFormat::V1 : PayloadFormat::V2;
}

std::chrono::seconds read_ttl(const Node* node, std::chrono::seconds otherwise) {
  return node == nullptr ? otherwise : std::chrono::seconds(read_whole_number(*node, kTtlRule));
}

// Identity of SAM: lists by kind.
std::vector<std::string> identity_lists(const Node* identity) {
  struct Kind {
    std::string_view name;
    std::string_view prefix;
  };
  constexpr auto kKinds = std::to_array<Kind>({
      {"Headers",        "header."        },
      {"QueryStrings",   "querystring."   },
      {"StageVariables", "stageVariables."},
      {"Context",        "context."       },
  });
  std::vector<std::string> sources;
  if (identity == nullptr) return sources;
  for (const Kind& kind : kKinds) {
    for (const std::string& name : texts(identity->find(kind.name))) {
      sources.push_back(std::string(kind.prefix) + name);
    }
  }
  return sources;
}

Authorizer sam_lambda(const Node& node, const Api& api, const ApiFunctions& functions) {
  Authorizer authorizer;
  authorizer.target = functions.by_uri(*node.find("FunctionArn"), api.stage_variables);
  const Node* identity = node.find("Identity");
  const Node* ttl = identity == nullptr ? nullptr : identity->find("ReauthorizeEvery");
  if (api.kind == ApiKind::Rest) {
    const std::string kind = text_or(node.find("FunctionPayloadType"), "TOKEN");
    authorizer.kind = kind == "REQUEST" ? AuthorizerKind::Request : AuthorizerKind::Token;
    authorizer.cache_for = read_ttl(ttl, kDefaultTtl);
    if (authorizer.kind == AuthorizerKind::Token) {
      const Node* header = identity == nullptr ? nullptr : identity->find("Header");
      authorizer.identity = {"header." + text_or(header, "Authorization")};
      authorizer.validation_expression =
          text_or(find(node, "Identity", "ValidationExpression"), "");
      return authorizer;
    }
    authorizer.identity = identity_lists(identity);
    return authorizer;
  }
  authorizer.identity = identity_lists(identity);
  // As AWS does: without identity sources nothing is cached.
  authorizer.cache_for =
      read_ttl(ttl, authorizer.identity.empty() ? std::chrono::seconds{0} : kDefaultTtl);
  if (const Node* format = node.find("AuthorizerPayloadFormatVersion")) {
    authorizer.format = read_format(*format);
  }
  if (const Node* simple = node.find("EnableSimpleResponses")) {
    authorizer.simple_responses = read_boolean(*simple);
  }
  return authorizer;
}

Authorizer jwt(const Node& configuration, const Node* identity) {
  Authorizer authorizer;
  authorizer.kind = AuthorizerKind::Jwt;
  const Node* issuer = configuration.find("issuer");
  if (issuer == nullptr) issuer = configuration.find("Issuer");
  const Node* audience = configuration.find("audience");
  if (audience == nullptr) audience = configuration.find("Audience");
  authorizer.issuer = text_or(issuer, "");
  authorizer.audience = texts(audience);
  authorizer.identity = identity == nullptr ? std::vector<std::string>{std::string(kAuthorization)}
                                            : identity_sources(*identity);
  return authorizer;
}

Authorizer user_pools(const Node& arns, std::string header) {
  Authorizer authorizer;
  authorizer.kind = AuthorizerKind::Jwt;
  authorizer.identity = {"header." + std::move(header)};
  const std::vector<std::string> pools = texts(&arns);
  if (pools.size() == 1) authorizer.issuer = issuer_of_user_pool(pools.front());
  return authorizer;
}

Authorizer sam_authorizer(const Node& node, const Api& api, const ApiFunctions& functions) {
  read_map(node, "expected an authorizer: a map");
  if (const Node* configuration = node.find("JwtConfiguration")) {
    return jwt(*configuration, node.find("IdentitySource"));
  }
  if (const Node* arns = node.find("UserPoolArn")) {
    return user_pools(*arns, text_or(find(node, "Identity", "Header"), "Authorization"));
  }
  if (node.find("FunctionArn") == nullptr) {
    node.refuse("expected FunctionArn, JwtConfiguration or UserPoolArn");
  }
  return sam_lambda(node, api, functions);
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

/// The names that OpenAPI and CloudFormation give to the same things.
struct Spelling {
  std::string_view type, uri, identity, expression, ttl, format, simple, jwt, pools;
};
constexpr Spelling kOpenApi{"type",
                            "authorizerUri",
                            "identitySource",
                            "identityValidationExpression",
                            "authorizerResultTtlInSeconds",
                            "authorizerPayloadFormatVersion",
                            "enableSimpleResponses",
                            "jwtConfiguration",
                            "providerARNs"};
constexpr Spelling kResource{"Type",
                             "AuthorizerUri",
                             "IdentitySource",
                             "IdentityValidationExpression",
                             "AuthorizerResultTtlInSeconds",
                             "AuthorizerPayloadFormatVersion",
                             "EnableSimpleResponses",
                             "JwtConfiguration",
                             "ProviderARNs"};

Authorizer read_spelled(const Node& node,
                        const Spelling& names,
                        const std::string& type,
                        const Api& api,
                        const ApiFunctions& functions) {
  const Node* identity = node.find(names.identity);
  if (type == "JWT") {
    const Node* configuration = node.find(names.jwt);
    return jwt(configuration == nullptr ? Node() : *configuration, identity);
  }
  if (type == "COGNITO_USER_POOLS") {
    const Node* arns = node.find(names.pools);
    Authorizer authorizer = user_pools(arns == nullptr ? Node() : *arns, "Authorization");
    if (identity != nullptr) authorizer.identity = identity_sources(*identity);
    return authorizer;
  }
  Authorizer authorizer;
  const bool is_rest = api.kind == ApiKind::Rest;
  authorizer.kind = is_rest && type != "REQUEST" ? AuthorizerKind::Token : AuthorizerKind::Request;
  const Node* uri = node.find(names.uri);
  authorizer.target = uri == nullptr ? FunctionTarget{{}, {}, "its authorizer has no URI"}
                                     : functions.by_uri(*uri, api.stage_variables);
  if (identity != nullptr) authorizer.identity = identity_sources(*identity);
  if (authorizer.kind == AuthorizerKind::Token && authorizer.identity.empty()) {
    authorizer.identity = {std::string(kAuthorization)};
  }
  authorizer.validation_expression = text_or(node.find(names.expression), "");
  const bool caches = is_rest || !authorizer.identity.empty();
  authorizer.cache_for =
      read_ttl(node.find(names.ttl), caches && is_rest ? kDefaultTtl : std::chrono::seconds{0});
  if (const Node* format = node.find(names.format)) authorizer.format = read_format(*format);
  if (const Node* simple = node.find(names.simple)) {
    authorizer.simple_responses = read_boolean(*simple);
  }
  return authorizer;
}

}  // namespace

ApiAuth read_auth(const Node& auth, Api& api, const ApiFunctions& functions) {
  read_map(auth, "expected a map with Authorizers");
  ApiAuth result;
  if (const Node* authorizers = auth.find("Authorizers")) {
    for (const Member& member : read_map(*authorizers, "expected a map of authorizers")) {
      api.authorizers[member.key] = sam_authorizer(member.value, api, functions);
      if (const Node* scopes = member.value.find("AuthorizationScopes")) {
        const Node* standard = auth.find("DefaultAuthorizer");
        if (standard != nullptr && standard->text() == member.key) {
          result.standard.scopes = texts(scopes);
        }
      }
    }
  }
  if (const Node* standard = auth.find("DefaultAuthorizer")) {
    std::vector<std::string> scopes = std::move(result.standard.scopes);
    result.standard = auth_by_name(*standard, api);
    result.standard.scopes = std::move(scopes);
  }
  if (const Node* guards = auth.find("AddDefaultAuthorizerToCorsPreflight")) {
    result.guards_preflights = read_boolean(*guards);
  }
  if (const Node* key = auth.find("ApiKeyRequired")) result.needs_api_key = read_boolean(*key);
  return result;
}

RouteAuth auth_by_name(const Node& name, const Api& api) {
  const std::string text = read_text(name, "expected the name of an authorizer");
  if (text == "NONE") return {};
  if (text == "AWS_IAM") return {AuthorizationType::Iam, {}, {}};
  const auto found = api.authorizers.find(text);
  if (found == api.authorizers.end()) {
    name.refuse(fmt::format("{} has no authorizer called {}", api.id, in_quotes(text)));
  }
  const bool is_jwt = found->second.kind == AuthorizerKind::Jwt;
  return {is_jwt ? AuthorizationType::Jwt : AuthorizationType::Lambda, text, {}};
}

Authorizer read_openapi_authorizer(const Node& node,
                                   const Api& api,
                                   const ApiFunctions& functions) {
  return read_spelled(node, kOpenApi, upper(text_or(node.find("type"), "")), api, functions);
}

Authorizer read_authorizer_resource(const Node& properties,
                                    const Api& api,
                                    const ApiFunctions& functions) {
  const Node* type = properties.find("Type");
  if (type == nullptr) type = properties.find("AuthorizerType");
  return read_spelled(properties, kResource, upper(text_or(type, "")), api, functions);
}

std::vector<std::string> identity_sources(const Node& node) {
  std::vector<std::string> written;
  for (const std::string& text : texts(&node)) {
    std::size_t from = 0;
    while (from <= text.size()) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      written.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
  }
  constexpr auto kPrefixes = std::to_array<std::string_view>({"method.request.", "request."});
  std::vector<std::string> sources;
  for (std::string& source : written) {
    source.erase(0, source.find_first_not_of(" $"));
    for (const std::string_view prefix : kPrefixes) {
      if (source.starts_with(prefix)) source.erase(0, prefix.size());
    }
    if (!source.empty()) sources.push_back(std::move(source));
  }
  return sources;
}

// arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID
std::string issuer_of_user_pool(const std::string& arn) {
  constexpr std::string_view kService = ":cognito-idp:";
  constexpr std::string_view kPool = ":userpool/";
  const std::size_t service = arn.find(kService);
  const std::size_t pool = arn.find(kPool);
  if (service == arn.npos || pool == arn.npos) return {};
  const std::size_t region = service + kService.size();
  return fmt::format("https://cognito-idp.{}.amazonaws.com/{}",
                     arn.substr(region, arn.find(':', region) - region),
                     arn.substr(pool + kPool.size()));
}

}  // namespace lambent::config
