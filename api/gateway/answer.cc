#include "api/gateway/answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/gateway/text.h"
#include "api/lambda/base64.h"

namespace lambent::gateway {
namespace {

using Json = nlohmann::json;  // not the ordered one, which takes for ever over 100,000 members
using Answer = std::variant<http::Response, Refusal>;

constexpr std::string_view kJsonType = "application/json";
constexpr std::string_view kTextType = "text/plain; charset=utf-8";

// Source: local-api.md §2.4.
constexpr auto kRestKeys = std::to_array<std::string_view>(
    {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "base64Encoded"});
constexpr auto kIgnoredByRest =
    std::to_array<std::string_view>({"connection", "transfer-encoding", "content-length"});
constexpr auto kRemappedByRest = std::to_array<std::string_view>({
    "authorization",
    "content-md5",
    "date",
    "host",
    "server",
    "user-agent",
    "www-authenticate",
});

template <std::size_t Count>
bool contains(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Thrown within, caught by answer_of(): the result is none.
struct Malformed {};

int status_of(const Json& value) {
  int status = 0;
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    status = number > 999 || number < 0 ? 0 : static_cast<int>(number);
  } else if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const char* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, status);
    if (error != std::errc{} || last != end) throw Malformed{};
  }
  constexpr int kFirst = 100;
  constexpr int kLast = 599;
  if (status < kFirst || status > kLast) throw Malformed{};
  return status;
}

// Nullopt for null, which stands for no header at all.
std::optional<std::string> header_value(const Json& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  throw Malformed{};
}

const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// One name with its values, as the function spelled it.
struct Values {
  std::string name;
  std::vector<std::string> values;
};

Values& values_of(std::vector<Values>& all, const std::string& name) {
  const std::string key = lower(name);
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Values& row) { return lower(row.name) == key; });
  return found != all.end() ? *found : all.emplace_back(Values{name, {}});
}

void add_single(const Json& result, std::vector<Values>& all) {
  const Json* headers = member(result, "headers");
  if (headers == nullptr) return;
  if (!headers->is_object()) throw Malformed{};
  for (const auto& [name, value] : headers->items()) {
    const std::optional<std::string> text = header_value(value);
    if (!text) continue;
    std::vector<std::string>& values = values_of(all, name).values;
    // As AWS does: what the list has already is not said twice.
    if (std::find(values.begin(), values.end(), *text) == values.end()) values.push_back(*text);
  }
}

void add_multi(const Json& result, std::vector<Values>& all) {
  const Json* headers = member(result, "multiValueHeaders");
  if (headers == nullptr) return;
  if (!headers->is_object()) throw Malformed{};
  for (const auto& [name, list] : headers->items()) {
    if (!list.is_array()) throw Malformed{};
    for (const Json& value : list) {
      if (std::optional<std::string> text = header_value(value)) {
        values_of(all, name).values.push_back(std::move(*text));
      }
    }
  }
}

void put_headers(const std::vector<Values>& all, Format format, http::Headers& headers) {
  for (const auto& [name, values] : all) {
    const std::string key = lower(name);
    if (format == Format::Rest && contains(kIgnoredByRest, key)) continue;
    const bool is_remapped = format == Format::Rest && contains(kRemappedByRest, key);
    for (const std::string& value : values) {
      headers.add(is_remapped ? "x-amzn-Remapped-" + name : name, value);
    }
  }
}

void put_cookies(const Json& result, http::Headers& headers) {
  const Json* cookies = member(result, "cookies");
  if (cookies == nullptr) return;
  if (!cookies->is_array()) throw Malformed{};
  for (const Json& cookie : *cookies) {
    if (!cookie.is_string()) throw Malformed{};
    headers.add("Set-Cookie", cookie.get<std::string>());
  }
}

bool is_true(const Json& result, const char* name) {
  const Json* value = member(result, name);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

// As AWS does: of the Accept header only the first type counts.
bool rest_decodes(const AnswerRules& rules) {
  const std::string first = media_type(rules.accept.substr(0, rules.accept.find(',')));
  return rules.binary_types != nullptr &&
         std::any_of(rules.binary_types->begin(),
                     rules.binary_types->end(),
                     [&](const std::string& entry) { return matches_media_type(first, entry); });
}

// False when the body claims to be base64 and is not.
bool put_body(const Json& result, const AnswerRules& rules, http::Response& response) {
  const Json* body = member(result, "body");
  if (body == nullptr) return true;
  if (!body->is_string()) throw Malformed{};
  response.body = body->get<std::string>();
  const bool is_rest = rules.format == Format::Rest;
  const bool is_encoded =
      is_true(result, "isBase64Encoded") || (is_rest && is_true(result, "base64Encoded"));
  if (!is_encoded || (is_rest && !rest_decodes(rules))) return true;
  std::optional<std::string> decoded = api::decode_base64(response.body);
  if (!decoded) return false;
  response.body = std::move(*decoded);
  return true;
}

std::string_view default_type(Format format) {
  switch (format) {
    case Format::Rest:
    case Format::Url: return kJsonType;
    case Format::HttpV1:
    case Format::HttpV2: return kTextType;
  }
  return kJsonType;
}

Answer structured(const Json& result, const AnswerRules& rules) {
  http::Response response;
  const Json* status = member(result, "statusCode");
  // As AWS does: only REST takes a result without one.
  if (status != nullptr) {
    response.status = status_of(*status);
  } else if (rules.format != Format::Rest) {
    throw Malformed{};
  }
  std::vector<Values> headers;
  switch (rules.format) {
    case Format::Rest:
      add_multi(result, headers);
      add_single(result, headers);
      break;
    case Format::HttpV1:
      add_single(result, headers);
      add_multi(result, headers);
      break;
    case Format::HttpV2:
    case Format::Url: add_single(result, headers); break;
  }
  put_headers(headers, rules.format, response.headers);
  const bool has_cookies = rules.format == Format::HttpV2 || rules.format == Format::Url;
  if (has_cookies) put_cookies(result, response.headers);
  if (!response.headers.find("Content-Type")) {
    response.headers.add("Content-Type", std::string(default_type(rules.format)));
  }
  if (!put_body(result, rules, response)) return Refusal::BadIntegration;
  return response;
}

bool is_rest_result(const Json& result) {
  for (const auto& [key, value] : result.items()) {
    if (!contains(kRestKeys, key)) return false;
  }
  return true;
}

// JSON text without the blanks between its tokens.
std::string without_blanks(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!in_string && is_blank) continue;
    text += c;
    if (c == '"') in_string = !in_string;
    if (c == '\\' && in_string && i + 1 < json.size()) text += json[++i];
  }
  return text;
}

// 200 with whatever the function returned.
http::Response inferred(const Json& result, std::string payload, Format format) {
  http::Response response;
  response.headers.add("Content-Type", std::string(kJsonType));
  if (result.is_string()) {
    response.body = result.get<std::string>();
  } else if (format == Format::Url && result.is_structured()) {
    response.body = without_blanks(payload);
  } else {
    response.body = std::move(payload);
  }
  return response;
}

Answer read_answer(std::string payload, const AnswerRules& rules) {
  const bool infers = rules.format == Format::HttpV2 || rules.format == Format::Url;
  const Json result = Json::parse(payload, nullptr, false);
  if (result.is_discarded()) {
    if (rules.format != Format::HttpV2) throw Malformed{};
    return inferred(Json(), std::move(payload), rules.format);
  }
  if (infers && !(result.is_object() && result.contains("statusCode"))) {
    return inferred(result, std::move(payload), rules.format);
  }
  if (!result.is_object()) throw Malformed{};
  if (rules.format == Format::Rest && !is_rest_result(result)) throw Malformed{};
  return structured(result, rules);
}

}  // namespace

Answer answer_of(std::string payload, const AnswerRules& rules) {
  try {
    return read_answer(std::move(payload), rules);
  } catch (const Malformed&) {
    return Refusal::BadResult;
  }
}

}  // namespace lambent::gateway
