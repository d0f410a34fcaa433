#include "api/gateway/guard.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "api/gateway/authorizer_event.h"
#include "api/gateway/event_headers.h"
#include "api/gateway/identity.h"
#include "api/gateway/text.h"
#include "config/error.h"
#include "config/limits.h"
#include "config/names.h"

namespace lambent::gateway {
namespace {

using std::chrono::duration_cast;

// Of a TOKEN authorizer: the whole value must match.
std::optional<Refusal> expression_refusal(const config::Authorizer& authorizer,
                                          const std::vector<std::string>& identity) {
  if (authorizer.validation_expression.empty() || identity.empty()) return std::nullopt;
  try {
    const std::regex expression(authorizer.validation_expression);
    if (std::regex_match(identity.front(), expression)) return std::nullopt;
    return Refusal::Unauthorized;
  } catch (const std::regex_error&) {
    return Refusal::AuthorizerFailed;
  }
}

bool key_fits(const std::vector<std::string>& known, const std::string& key) {
  if (key.empty()) return false;
  return known.empty() || std::find(known.begin(), known.end(), key) != known.end();
}

}  // namespace

Json read_context(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Json context = Json::parse(stream, nullptr, false);
  if (!context.is_object()) {
    throw config::Error(
        fmt::format("{}: expected a JSON object, what an authorizer would say", file.string()));
  }
  return context;
}

std::string missing_parameters(const config::Route& route, const Request& request) {
  std::vector<std::string> missing;
  const auto members = query_members(request.query, QuerySplit::AmpersandOrSemicolon);
  for (const std::string& parameter : route.required_parameters) {
    const std::size_t dot = parameter.find('.');
    const std::string name = parameter.substr(dot == parameter.npos ? 0 : dot + 1);
    bool is_there = false;
    if (parameter.starts_with("header.")) {
      is_there = request.headers.find(name).has_value();
    } else {
      is_there = std::any_of(
          members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
    }
    if (!is_there) missing.push_back(name);
  }
  return fmt::format("{}", fmt::join(missing, ", "));
}

asio::awaitable<Guard::Verdict> Guard::admit(const MountedApi& api,
                                             const config::Route& route,
                                             const EventInput& input,
                                             Format format) {
  const bool is_rest = format == Format::Rest;
  const std::string missing = is_rest ? missing_parameters(route, input.request) : std::string();
  if (!missing.empty()) co_return Turned{Refusal::MissingParameters, missing};
  if (is_rest && route.needs_api_key && !key_fits(options_.api_keys, input.route.api_key)) {
    co_return Turned{Refusal::Forbidden};
  }
  if (route.authorization != config::AuthorizationType::None) {
    std::optional<Verdict> verdict = overridden(input.request);
    if (verdict) co_return std::move(*verdict);
  }
  switch (route.authorization) {
    case config::AuthorizationType::None: break;
    case config::AuthorizationType::Iam:
      if (format == Format::HttpV2) co_return iam_authorizer(options_.account);
      break;
    case config::AuthorizationType::Jwt:
      if (options_.disable_authorizer || options_.jwt == JwtMode::Off) break;
      co_return check_token(api.api.authorizers.at(route.authorizer), route, input, format);
    case config::AuthorizationType::Lambda:
      if (options_.disable_authorizer) break;
      co_return co_await ask_authorizer(api, route.authorizer, input, format);
  }
  co_return Json();
}

// What the developer has put in the place of an authorizer.  Source: local-api.md §4.3.
std::optional<Guard::Verdict> Guard::overridden(const Request& request) const {
  if (!options_.allow_override) return std::nullopt;
  const auto header = request.headers.find("x-local-authorizer");
  if (!header) {
    if (options_.standing_context.is_null()) return std::nullopt;
    return options_.standing_context;
  }
  Json context = Json::parse(*header, nullptr, false);
  if (!context.is_object()) return Turned{Refusal::AuthorizerFailed};
  return context;
}

asio::awaitable<Guard::Verdict> Guard::ask_authorizer(const MountedApi& api,
                                                      const std::string& name,
                                                      const EventInput& input,
                                                      Format format) {
  const config::Authorizer& authorizer = api.api.authorizers.at(name);
  const config::ApiKind kind = api.api.kind;
  const bool is_rest = kind == config::ApiKind::Rest;
  const auto identity = identity_values(authorizer.identity, input);
  if (!identity) co_return Turned{Refusal::Unauthorized};
  if (const auto refusal = expression_refusal(authorizer, *identity)) co_return Turned{*refusal};

  const std::string arn = method_arn(input);
  const bool caches = authorizer.cache_for.count() > 0 && !identity->empty();
  const std::string key = AuthorizerCache::key(api.api.id, name, *identity);
  if (const AuthorizerAnswer* kept = caches ? cache_.find(key, clock_.now()) : nullptr) {
    if (const auto refusal = judge(*kept, arn)) co_return Turned{*refusal};
    co_return authorizer_context(*kept, format, 0);
  }
  if (authorizer.target.function.empty()) {
    co_return Turned{Refusal::NotServed, "its authorizer: " + authorizer.target.why_not};
  }
  invoke::Invocation invocation;
  invocation.function = authorizer.target.function;
  invocation.invoked_arn =
      config::function_arn("aws", options_.region, options_.account, authorizer.target.function);
  invocation.payload = text_of(authorizer_event(authorizer, kind, *identity, input));
  invocation.trace_header = trace_root(input.request, input.stamp.trace);
  const base::SteadyTime began = clock_.now();
  const base::SteadyTime deadline =
      began + (is_rest ? limits::kRestTimeout : limits::kHttpAuthorizerTimeout);
  const std::optional<invoke::Outcome> outcome =
      co_await integration_.run(std::move(invocation), deadline);
  const auto* result = outcome ? std::get_if<invoke::Result>(&*outcome) : nullptr;
  if (result == nullptr) co_return Turned{Refusal::AuthorizerFailed};
  if (result->function_error) {
    const bool is_unauthorized = is_rest && is_unauthorized_error(result->payload);
    co_return Turned{is_unauthorized ? Refusal::Unauthorized : Refusal::AuthorizerFailed};
  }
  const auto answer = read_authorizer_answer(result->payload, authorizer, kind);
  if (!answer) co_return Turned{Refusal::AuthorizerFailed};
  const base::SteadyTime now = clock_.now();
  const auto millis = duration_cast<std::chrono::milliseconds>(now - began).count();
  if (caches) cache_.put(key, *answer, now + authorizer.cache_for, now);
  if (const auto refusal = judge(*answer, arn)) co_return Turned{*refusal};
  co_return authorizer_context(*answer, format, millis);
}

Guard::Verdict Guard::check_token(const config::Authorizer& authorizer,
                                  const config::Route& route,
                                  const EventInput& input,
                                  Format format) const {
  const bool is_http = format != Format::Rest;
  const auto turned = [&](const std::string& description) {
    Turned verdict{Refusal::Unauthorized};
    if (is_http) {
      verdict.www_authenticate =
          fmt::format(R"(Bearer scope="{}" error="invalid_token" error_description="{}")",
                      fmt::join(route.scopes, " "),
                      description);
    }
    return verdict;
  };
  const auto identity = identity_values(authorizer.identity, input);
  if (!identity || identity->empty()) {
    return Turned{Refusal::Unauthorized, {}, is_http ? "Bearer" : ""};
  }
  const std::optional<Jwt> jwt = parse_jwt(identity->front());
  if (!jwt) return turned("the token is not a JSON web token");
  if (options_.jwt == JwtMode::Verify && !is_signed(*jwt, options_.keys)) {
    return turned("the signature is not that of a known key");
  }
  const auto now = duration_cast<std::chrono::seconds>(clock_.wall_now().time_since_epoch());
  if (const auto fault = check_claims(jwt->claims, authorizer, route.scopes, now)) {
    if (fault->scope_missing) return Turned{is_http ? Refusal::Forbidden : Refusal::Unauthorized};
    return turned(fault->description);
  }
  return jwt_context(jwt->claims, route.scopes, format);
}

}  // namespace lambent::gateway
