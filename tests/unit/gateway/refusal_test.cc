// What the service answers by itself, byte by byte: local-api.md §2.5.
#include "api/gateway/refusal.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace lambent::gateway {
namespace {

using enum Refusal;

struct Row {
  Refusal refusal;
  Face face;
  int status;
  const char* body;
  const char* error_type;
};

TEST(Refusal, IsWordedAsTheTableHasIt) {
  constexpr const char* kInternal = "InternalServerErrorException";
  constexpr const char* kDeniedType = "AccessDeniedException";
  const Row rows[] = {
      {BadResult,        Face::Rest, 502, R"({"message": "Internal server error"})",                                               kInternal              },
      {BadResult,        Face::Http, 500, R"({"message":"Internal Server Error"})",                                                ""                     },
      {BadResult,        Face::Url,  502, "Internal Server Error",                                                                 ""                     },
      {BadIntegration,   Face::Rest, 500, R"({"message": "Internal server error"})",                                               kInternal              },
      {BadIntegration,   Face::Http, 500, R"({"message":"Internal Server Error"})",                                                ""                     },
      {Timeout,          Face::Rest, 504, R"({"message": "Endpoint request timed out"})",                                          kInternal              },
      {Timeout,          Face::Http, 503, R"({"message":"Service Unavailable"})",                                                  ""                     },
      {NoRoute,
       Face::Rest,
       403,                               R"({"message":"Missing Authentication Token"})",
       "MissingAuthenticationTokenException"                                                                                                              },
      {NoRoute,          Face::Http, 404, R"({"message":"Not Found"})",                                                            ""                     },
      {Unauthorized,     Face::Rest, 401, R"({"message":"Unauthorized"})",                                                         "UnauthorizedException"},
      {Unauthorized,     Face::Http, 401, R"({"message":"Unauthorized"})",                                                         ""                     },
      {Denied,
       Face::Rest,
       403,                               R"({"Message":"User is not authorized to access this resource"})",
       kDeniedType                                                                                                                                        },
      {Denied,           Face::Http, 403, R"({"message":"Forbidden"})",                                                            ""                     },
      {DeniedExplicitly,
       Face::Rest,
       403,                               R"({"Message":"User is not authorized to access this resource with an explicit deny"})",
       kDeniedType                                                                                                                                        },
      {DeniedExplicitly, Face::Http, 403, R"({"message":"Forbidden"})",                                                            ""                     },
      {AuthorizerFailed,
       Face::Rest,
       500,                               R"({"message":null})",
       "AuthorizerConfigurationException"                                                                                                                 },
      {AuthorizerFailed, Face::Http, 500, R"({"message":"Internal Server Error"})",                                                ""                     },
      {Forbidden,        Face::Rest, 403, R"({"message":"Forbidden"})",                                                            "ForbiddenException"   },
      {BodyTooLarge,
       Face::Rest,
       413,                               R"({"message":"Request Too Long"})",
       "RequestTooLargeException"                                                                                                                         },
      {BodyTooLarge,     Face::Http, 413, R"({"message":"Request Entity Too Large"})",                                             ""                     },
      {Throttled,        Face::Rest, 502, R"({"message": "Internal server error"})",                                               kInternal              },
      {Throttled,        Face::Http, 503, R"({"message":"Service Unavailable"})",                                                  ""                     },
      {UrlForbidden,
       Face::Url,
       403,                               R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
       R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})",                                              kDeniedType            },
      {UrlUnknown,       Face::Url,  403, R"({"Message":null})",                                                                   kDeniedType            },
  };
  for (const Row& row : rows) {
    const http::Response response = response_of(row.refusal, row.face);

    EXPECT_EQ(response.status, row.status) << row.body;
    EXPECT_EQ(response.body, row.body);
    EXPECT_EQ(response.headers.value_or("x-amzn-ErrorType", ""), row.error_type) << row.body;
  }
}

TEST(Refusal, HasTheLengthsThatWereRecorded) {
  EXPECT_EQ(response_of(BadResult, Face::Rest).body.size(), 36U);
  EXPECT_EQ(response_of(BadResult, Face::Http).body.size(), 35U);
  EXPECT_EQ(response_of(NoRoute, Face::Rest).body.size(), 42U);
  EXPECT_EQ(response_of(Timeout, Face::Http).body.size(), 33U);
}

TEST(Refusal, NamesWhatIsMissing) {
  EXPECT_EQ(response_of(MissingParameters, Face::Rest, "a, b").body,
            R"({"message": "Missing required request parameters: [a, b]"})");
  EXPECT_EQ(response_of(NotServed, Face::Http, "\"X\" is not here").body,
            R"({"message":"Not served by Lambent: \"X\" is not here"})");
}

TEST(Refusal, ARestApiMayWordOneItself) {
  config::GatewayResponse own;
  own.status = 418;
  own.headers = {
      {"X-Why", "no token"}
  };
  own.body = R"({"error":$context.error.messageString,"text":"$context.error.message"})";

  const http::Response response = rest_response_of(Unauthorized,
                                                   {
                                                       {"UNAUTHORIZED", own}
  });

  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.headers.value_or("X-Why", ""), "no token");
  EXPECT_EQ(response.body, R"({"error":"Unauthorized","text":"Unauthorized"})");
}

TEST(Refusal, TheClassOfItsStatusStandsInForOneThatIsNotWorded) {
  config::GatewayResponse own;
  own.headers = {
      {"Access-Control-Allow-Origin", "*"}
  };

  const http::Response four = rest_response_of(NoRoute,
                                               {
                                                   {"DEFAULT_4XX", own}
  });
  const http::Response five = rest_response_of(Timeout,
                                               {
                                                   {"DEFAULT_4XX", own}
  });

  EXPECT_EQ(four.status, 403);
  EXPECT_EQ(four.headers.value_or("Access-Control-Allow-Origin", ""), "*");
  EXPECT_EQ(four.body, R"({"message":"Missing Authentication Token"})");
  EXPECT_FALSE(five.headers.find("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace lambent::gateway
