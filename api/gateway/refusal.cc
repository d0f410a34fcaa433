#include "api/gateway/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "emulator/base/check.h"

namespace lambent::gateway {
namespace {

using enum Refusal;

// As AWS does: some bodies have a blank behind the colon, some a capital letter.
constexpr std::string_view kRestError = R"({"message": "Internal server error"})";
constexpr std::string_view kHttpError = R"({"message":"Internal Server Error"})";
constexpr std::string_view kUnavailable = R"({"message":"Service Unavailable"})";
constexpr std::string_view kUnauthorized = R"({"message":"Unauthorized"})";
constexpr std::string_view kForbidden = R"({"message":"Forbidden"})";
constexpr std::string_view kDenied =
    R"({"Message":"User is not authorized to access this resource"})";
constexpr std::string_view kDeniedExplicitly =
    R"({"Message":"User is not authorized to access this resource with an explicit deny"})";
constexpr std::string_view kUrlForbidden =
    R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
    R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})";
constexpr std::string_view kHeaders = R"({"message":"Request Header Fields Too Large"})";
constexpr std::string_view kNotServed = R"({"message":"Not served by Lambent: {}"})";

constexpr std::string_view kTimeout = R"({"message": "Endpoint request timed out"})";
constexpr std::string_view kNoToken = R"({"message":"Missing Authentication Token"})";
constexpr std::string_view kNotFound = R"({"message":"Not Found"})";
constexpr std::string_view kNull = R"({"message":null})";
constexpr std::string_view kUrlNull = R"({"Message":null})";
constexpr std::string_view kMissing = R"({"message": "Missing required request parameters: [{}]"})";
constexpr std::string_view kTooLong = R"({"message":"Request Too Long"})";
constexpr std::string_view kTooLarge = R"({"message":"Request Entity Too Large"})";
constexpr std::string_view kRate = R"({"Message":"Rate Exceeded."})";
constexpr std::string_view kUrlError = "Internal Server Error";

// Values of x-amzn-ErrorType.
constexpr std::string_view kInternalType = "InternalServerErrorException";
constexpr std::string_view kDeniedType = "AccessDeniedException";
constexpr std::string_view kNoTokenType = "MissingAuthenticationTokenException";
constexpr std::string_view kUnauthorizedType = "UnauthorizedException";
constexpr std::string_view kAuthorizerType = "AuthorizerConfigurationException";
constexpr std::string_view kForbiddenType = "ForbiddenException";
constexpr std::string_view kBadRequestType = "BadRequestException";
constexpr std::string_view kTooLargeType = "RequestTooLargeException";
constexpr std::string_view kRateType = "TooManyRequestsException";

// Source: local-api.md §2.5; what a face cannot answer with is not here.
constexpr auto kWordings = std::to_array<Wording>({
    {BadResult,         Face::Rest, 502, kRestError,        kInternalType,     ""                              },
    {BadResult,         Face::Http, 500, kHttpError,        "",                ""                              },
    {BadResult,         Face::Url,  502, kUrlError,         "",                ""                              },
    {BadIntegration,    Face::Rest, 500, kRestError,        kInternalType,     "API_CONFIGURATION_ERROR"       },
    {BadIntegration,    Face::Http, 500, kHttpError,        "",                ""                              },
    {BadIntegration,    Face::Url,  502, kUrlError,         "",                ""                              },
    {Timeout,           Face::Rest, 504, kTimeout,          kInternalType,     "INTEGRATION_TIMEOUT"           },
    {Timeout,           Face::Http, 503, kUnavailable,      "",                ""                              },
    {NoRoute,           Face::Rest, 403, kNoToken,          kNoTokenType,      "MISSING_AUTHENTICATION_TOKEN"  },
    {NoRoute,           Face::Http, 404, kNotFound,         "",                ""                              },
    {Unauthorized,      Face::Rest, 401, kUnauthorized,     kUnauthorizedType, "UNAUTHORIZED"                  },
    {Unauthorized,      Face::Http, 401, kUnauthorized,     "",                ""                              },
    {Denied,            Face::Rest, 403, kDenied,           kDeniedType,       "ACCESS_DENIED"                 },
    {Denied,            Face::Http, 403, kForbidden,        "",                ""                              },
    {DeniedExplicitly,  Face::Rest, 403, kDeniedExplicitly, kDeniedType,       "ACCESS_DENIED"                 },
    {DeniedExplicitly,  Face::Http, 403, kForbidden,        "",                ""                              },
    {AuthorizerFailed,  Face::Rest, 500, kNull,             kAuthorizerType,   "AUTHORIZER_CONFIGURATION_ERROR"},
    {AuthorizerFailed,  Face::Http, 500, kHttpError,        "",                ""                              },
    {Forbidden,         Face::Rest, 403, kForbidden,        kForbiddenType,    "INVALID_API_KEY"               },
    {Forbidden,         Face::Http, 403, kForbidden,        "",                ""                              },
    {MissingParameters, Face::Rest, 400, kMissing,          kBadRequestType,   "BAD_REQUEST_PARAMETERS"        },
    {BodyTooLarge,      Face::Rest, 413, kTooLong,          kTooLargeType,     "REQUEST_TOO_LARGE"             },
    {BodyTooLarge,      Face::Http, 413, kTooLarge,         "",                ""                              },
    {BodyTooLarge,      Face::Url,  413, kTooLarge,         "",                ""                              },
    {HeadersTooLarge,   Face::Rest, 431, kHeaders,          "",                ""                              },
    {HeadersTooLarge,   Face::Http, 431, kHeaders,          "",                ""                              },
    {HeadersTooLarge,   Face::Url,  431, kHeaders,          "",                ""                              },
    {Throttled,         Face::Rest, 502, kRestError,        kInternalType,     ""                              },
    {Throttled,         Face::Http, 503, kUnavailable,      "",                ""                              },
    {Throttled,         Face::Url,  429, kRate,             kRateType,         ""                              },
    {UrlForbidden,      Face::Url,  403, kUrlForbidden,     kDeniedType,       ""                              },
    {UrlUnknown,        Face::Url,  403, kUrlNull,          kDeniedType,       ""                              },
    {NotServed,         Face::Rest, 501, kNotServed,        "",                ""                              },
    {NotServed,         Face::Http, 501, kNotServed,        "",                ""                              },
    {NotServed,         Face::Url,  501, kNotServed,        "",                ""                              },
});

// The text as the inside of a JSON string.
std::string escaped(std::string_view text) {
  using Json = nlohmann::json;
  const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

std::string filled(std::string_view body, std::string_view detail) {
  std::string text(body);
  const std::size_t hole = text.find("{}");
  if (hole != text.npos) text.replace(hole, 2, escaped(detail));
  return text;
}

// The message in a body of ours, with its quotes, or `null`.
std::string message_string(const std::string& body) {
  const std::size_t colon = body.find(':');
  if (colon == body.npos) return "null";
  std::string value = body.substr(colon + 1, body.size() - colon - 2);
  value.erase(0, value.find_first_not_of(' '));
  return value;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string from_template(std::string text, const std::string& body, std::string_view type) {
  const std::string quoted = message_string(body);
  const bool is_text = quoted.starts_with('"');
  text = replaced(std::move(text), "$context.error.messageString", quoted);
  text = replaced(std::move(text),
                  "$context.error.message",
                  is_text ? std::string_view(quoted).substr(1, quoted.size() - 2) : quoted);
  return replaced(std::move(text), "$context.error.responseType", type);
}

// A gateway response of that type, else the one for its class of status.
const config::GatewayResponse* own_response(
    const std::map<std::string, config::GatewayResponse>& own, const Wording& wording) {
  auto found = own.find(std::string(wording.response_type));
  if (found == own.end()) found = own.find(wording.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  return found == own.end() ? nullptr : &found->second;
}

}  // namespace

const Wording& wording_of(Refusal refusal, Face face) {
  const auto found = std::find_if(kWordings.begin(), kWordings.end(), [&](const Wording& row) {
    return row.refusal == refusal && row.face == face;
  });
  LAMBENT_CHECK(found != kWordings.end(), "a face refuses only what its table has");
  return *found;
}

http::Response response_of(Refusal refusal, Face face, std::string_view detail) {
  const Wording& wording = wording_of(refusal, face);
  http::Response response;
  response.status = wording.status;
  const bool is_json = wording.body.starts_with('{');
  response.headers.add("Content-Type", is_json ? "application/json" : "text/plain");
  if (!wording.error_type.empty()) {
    response.headers.add("x-amzn-ErrorType", std::string(wording.error_type));
  }
  response.body = filled(wording.body, detail);
  return response;
}

http::Response rest_response_of(Refusal refusal,
                                const std::map<std::string, config::GatewayResponse>& own,
                                std::string_view detail) {
  http::Response plain = response_of(refusal, Face::Rest, detail);
  const Wording& wording = wording_of(refusal, Face::Rest);
  // What a function got wrong has no gateway response.
  if (refusal == Refusal::NotServed || refusal == Refusal::BadResult) return plain;
  const config::GatewayResponse* custom = own_response(own, wording);
  if (custom == nullptr) return plain;
  http::Response response;
  response.status = custom->status.value_or(plain.status);
  response.headers.add("Content-Type", custom->content_type);
  if (!wording.error_type.empty()) {
    response.headers.add("x-amzn-ErrorType", std::string(wording.error_type));
  }
  for (const auto& [name, value] : custom->headers)
    response.headers.add(name, value);
  response.body =
      custom->body ? from_template(*custom->body, plain.body, wording.response_type) : plain.body;
  return response;
}

}  // namespace lambent::gateway
