#include "api/gateway/authorizer_answer.h"

#include <utility>

#include "api/gateway/policy.h"

namespace lambent::gateway {
namespace {

// As AWS does: of a REST API every value reaches the function as text.
std::optional<Json> context_as_text(const Json& context) {
  Json texts = Json::object();
  for (const auto& [name, value] : context.items()) {
    if (value.is_structured()) return std::nullopt;
    if (value.is_null()) continue;
    texts[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return texts;
}

}  // namespace

std::optional<AuthorizerAnswer> read_authorizer_answer(std::string_view payload,
                                                       const config::Authorizer& authorizer,
                                                       config::ApiKind kind) {
  const Json json = Json::parse(payload, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  AuthorizerAnswer answer;
  const bool is_simple = authorizer.simple_responses;
  if (is_simple) {
    const auto flag = json.find("isAuthorized");
    if (flag == json.end() || !flag->is_boolean()) return std::nullopt;
    answer.is_authorized = flag->get<bool>();
  } else {
    const auto principal = json.find("principalId");
    const bool has_principal = principal != json.end() && principal->is_string();
    if (kind == config::ApiKind::Rest && !has_principal) return std::nullopt;
    if (has_principal) answer.principal = principal->get<std::string>();
    const auto policy = json.find("policyDocument");
    if (policy == json.end()) return std::nullopt;
    answer.policy = *policy;
  }
  const auto context = json.find("context");
  if (context == json.end() || context->is_null()) return answer;
  if (!context->is_object()) return std::nullopt;
  answer.context = *context;
  if (kind == config::ApiKind::Rest) {
    std::optional<Json> texts = context_as_text(*context);
    if (!texts) return std::nullopt;
    answer.context = std::move(*texts);
  }
  return answer;
}

std::optional<Refusal> judge(const AuthorizerAnswer& answer, std::string_view arn) {
  if (answer.is_authorized) {
    return *answer.is_authorized ? std::nullopt : std::optional<Refusal>(Refusal::Denied);
  }
  switch (judge_policy(answer.policy, arn)) {
    case PolicyVerdict::Allow: return std::nullopt;
    case PolicyVerdict::Deny: return Refusal::Denied;
    case PolicyVerdict::DenyExplicitly: return Refusal::DeniedExplicitly;
    case PolicyVerdict::Malformed: return Refusal::AuthorizerFailed;
  }
  return Refusal::AuthorizerFailed;
}

Json authorizer_context(const AuthorizerAnswer& answer, Format format, long long latency_millis) {
  Json context = Json::object();
  switch (format) {
    case Format::Rest:
      context["principalId"] = answer.principal;
      context.update(answer.context);
      context["integrationLatency"] = latency_millis;
      break;
    case Format::HttpV1:
      context.update(answer.context);
      context["claims"] = nullptr;
      context["scopes"] = nullptr;
      break;
    case Format::HttpV2:
    case Format::Url: context["lambda"] = answer.context; break;
  }
  return context;
}

bool is_unauthorized_error(std::string_view payload) {
  const Json json = Json::parse(payload, nullptr, false);
  return json.is_object() && json.contains("errorMessage") &&
         json["errorMessage"] == "Unauthorized";
}

}  // namespace lambent::gateway
