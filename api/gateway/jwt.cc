#include "api/gateway/jwt.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/gateway/text.h"
#include "api/lambda/base64.h"

namespace lambent::gateway {
namespace {

constexpr std::string_view kBearer = "bearer ";

std::optional<Json> json_part(std::string_view part) {
  const std::optional<std::string> text = decode_base64url(part);
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// "a b" or ["a", "b"]
std::vector<std::string> words_of(const Json& claims, const char* name) {
  std::vector<std::string> words;
  const auto found = claims.find(name);
  if (found == claims.end()) return words;
  if (found->is_array()) {
    for (const Json& item : *found) {
      if (item.is_string()) words.push_back(item.get<std::string>());
    }
  } else if (found->is_string()) {
    const std::string text = found->get<std::string>();
    std::size_t from = 0;
    while (from < text.size()) {
      const std::size_t blank = std::min(text.find(' ', from), text.size());
      if (blank > from) words.push_back(text.substr(from, blank - from));
      from = blank + 1;
    }
  }
  return words;
}

std::vector<std::string> scopes_of(const Json& claims) {
  std::vector<std::string> scopes = words_of(claims, "scope");
  return scopes.empty() ? words_of(claims, "scp") : scopes;
}

bool audience_fits(const Json& claims, const std::vector<std::string>& audience) {
  if (audience.empty()) return true;
  std::vector<std::string> named;
  if (const auto found = claims.find("aud"); found != claims.end() && found->is_string()) {
    named = {found->get<std::string>()};
  } else {
    named = words_of(claims, "aud");
  }
  if (named.empty()) named = {text_member(claims, "client_id")};
  return std::any_of(
      named.begin(), named.end(), [&](const std::string& one) { return contains(audience, one); });
}

// As AWS does: a list is "[a b]".
std::string claim_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::vector<std::string> items;
  for (const Json& item : value)
    items.push_back(claim_text(item));
  return fmt::format("[{}]", fmt::join(items, " "));
}

}  // namespace

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  constexpr std::size_t kGroup = 4;
  while (standard.size() % kGroup != 0)
    standard += '=';
  return api::decode_base64(standard);
}

std::optional<Jwt> parse_jwt(std::string_view text) {
  if (lower(text.substr(0, kBearer.size())) == kBearer) text.remove_prefix(kBearer.size());
  const std::size_t first = text.find('.');
  const std::size_t second = first == text.npos ? text.npos : text.find('.', first + 1);
  if (second == text.npos || text.find('.', second + 1) != text.npos) return std::nullopt;
  const std::optional<Json> header = json_part(text.substr(0, first));
  std::optional<Json> claims = json_part(text.substr(first + 1, second - first - 1));
  std::optional<std::string> signature = decode_base64url(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  Jwt jwt;
  jwt.algorithm = text_member(*header, "alg");
  jwt.key_id = text_member(*header, "kid");
  jwt.claims = std::move(*claims);
  jwt.signed_text = text.substr(0, second);
  jwt.signature = std::move(*signature);
  return jwt;
}

std::optional<JwtFault> check_claims(const Json& claims,
                                     const config::Authorizer& authorizer,
                                     const std::vector<std::string>& scopes,
                                     std::chrono::seconds now) {
  const auto seconds = static_cast<double>(now.count());
  const bool wrong_issuer =
      !authorizer.issuer.empty() && text_member(claims, "iss") != authorizer.issuer;
  if (wrong_issuer) return JwtFault{"the token does not have a valid issuer"};
  if (!audience_fits(claims, authorizer.audience)) {
    return JwtFault{"the token does not have a valid audience"};
  }
  const std::optional<double> expires = number_member(claims, "exp");
  if (!expires) return JwtFault{"the token does not have an expiry"};
  if (*expires <= seconds) return JwtFault{"the token has expired"};
  if (number_member(claims, "nbf").value_or(0) > seconds) {
    return JwtFault{"the token is not valid yet"};
  }
  if (number_member(claims, "iat").value_or(0) > seconds) {
    return JwtFault{"the token was issued in the future"};
  }
  if (scopes.empty()) return std::nullopt;
  const std::vector<std::string> has = scopes_of(claims);
  const bool any = std::any_of(
      scopes.begin(), scopes.end(), [&](const std::string& scope) { return contains(has, scope); });
  if (!any) return JwtFault{"the token has none of the scopes", true};
  return std::nullopt;
}

Json jwt_context(const Json& claims, const std::vector<std::string>& scopes, Format format) {
  Json texts = Json::object();
  for (const auto& [name, value] : claims.items())
    texts[name] = claim_text(value);
  if (format == Format::Rest)
    return Json::object({
        {"claims", std::move(texts)}
    });
  Json granted;
  if (!scopes.empty()) {
    granted = Json::array();
    for (const std::string& scope : scopes_of(claims)) {
      if (contains(scopes, scope)) granted.push_back(scope);
    }
  }
  Json context = Json::object();
  context["claims"] = std::move(texts);
  context["scopes"] = std::move(granted);
  if (format == Format::HttpV1) return context;
  Json outer = Json::object();
  outer["jwt"] = std::move(context);
  return outer;
}

}  // namespace lambent::gateway
