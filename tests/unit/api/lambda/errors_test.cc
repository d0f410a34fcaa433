// The bytes of every error answer; invoke-api.md §0.3, §1.5, §1.7, §4.1, §4.2, §7.16.
#include "api/lambda/errors.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::api {
namespace {

using namespace std::chrono_literals;
using testing::Eq;
using testing::Optional;

struct Golden {
  ErrorCode code;
  int status;
  std::string_view exception;
  std::string_view body;  // of the message "m"
};

constexpr Golden kGolden[] = {
    {ErrorCode::InvalidParameterValue,
     400,                                   "InvalidParameterValueException",
     R"({"Type":"User","message":"m"})"                                                                            },
    {ErrorCode::InvalidRequestContent,
     400,                                   "InvalidRequestContentException",
     R"({"Type":"User","message":"m"})"                                                                            },
    {ErrorCode::InvalidClientContext,
     400,                                   "InvalidRequestContentException",
     R"({"Type":null,"message":"m"})"                                                                              },
    {ErrorCode::Validation,            400, "ValidationException",            R"({"message":"m"})"                 },
    {ErrorCode::Serialization,         400, "SerializationException",         R"({"Message":"m"})"                 },
    {ErrorCode::AccessDenied,          403, "AccessDeniedException",          R"({"Message":"m"})"                 },
    {ErrorCode::ResourceNotFound,
     404,                                   "ResourceNotFoundException",
     R"({"Type":"User","Message":"m"})"                                                                            },
    {ErrorCode::ResourceConflict,
     409,                                   "ResourceConflictException",
     R"({"Type":"User","message":"m"})"                                                                            },
    {ErrorCode::RequestEntityTooLarge, 413, "RequestEntityTooLargeException", R"({"Message":"m"})"                 },
    {ErrorCode::TooManyRequests,
     429,                                   "TooManyRequestsException",
     R"({"Type":"User","message":"m"})"                                                                            },
    {ErrorCode::Service,               500, "ServiceException",               R"({"Type":"Service","Message":"m"})"},
    {ErrorCode::NotImplemented,
     501,                                   "NotImplementedException",
     R"({"Type":"LocalService","Message":"m"})"                                                                    },
    {ErrorCode::InvalidRuntime,
     502,                                   "InvalidRuntimeException",
     R"({"Type":"Service","Message":"m"})"                                                                         },
    {ErrorCode::InvalidZipFile,
     502,                                   "InvalidZipFileException",
     R"({"Type":"Service","Message":"m"})"                                                                         },
};

TEST(Errors, AnswersEveryCodeAsTheServiceDoes) {
  ASSERT_EQ(std::size(kGolden), kErrors.size());
  for (const Golden& golden : kGolden) {
    EXPECT_EQ(status_of(golden.code), golden.status) << golden.exception;
    EXPECT_EQ(exception_of(golden.code), golden.exception);
    EXPECT_EQ(body_of(Error(golden.code, "m")), golden.body) << golden.exception;
  }
}

TEST(Errors, AThrottledCallerIsToldWhy) {
  const Error error = Error::throttled("ReservedFunctionConcurrentInvocationLimitExceeded", 1s);

  EXPECT_EQ(error.code(), ErrorCode::TooManyRequests);
  EXPECT_THAT(error.retry_after(), Optional(1s));
  EXPECT_EQ(body_of(error),
            R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
            R"("message":"Rate Exceeded."})");
}

TEST(Errors, OnlyAThrottledCallerGetsAReason) {
  const Error error(ErrorCode::ResourceConflict, "m");

  EXPECT_THAT(error.reason(), Eq(std::nullopt));
  EXPECT_THAT(error.retry_after(), Eq(std::nullopt));
  EXPECT_THAT(Error::throttled("CallerRateLimitExceeded").retry_after(), Eq(std::nullopt));
}

TEST(Errors, EscapesTheMessageAndKeepsUtf8) {
  EXPECT_EQ(body_of(Error(ErrorCode::Validation, "\"a\\b\"\n\t\x01 é 😀 /")),
            R"({"message":"\"a\\b\"\n\t\u0001 é 😀 /"})");
}

TEST(Errors, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(body_of(Error(ErrorCode::Validation, "a\x87z")), "{\"message\":\"a\uFFFDz\"}");
}

TEST(Errors, FailThrowsTheFormattedMessage) {
  try {
    fail(ErrorCode::ResourceNotFound, "Function not found: {}:{}", "arn", "$LATEST");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::ResourceNotFound);
    EXPECT_STREQ(error.what(), "Function not found: arn:$LATEST");
  }
}

}  // namespace
}  // namespace lambent::api
