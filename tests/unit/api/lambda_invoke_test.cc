// The bytes of Invoke; invoke-api.md §0.2–§0.5, §1, §4.2.
#include <algorithm>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/api/lambda_api_fixture.h"

namespace lambent::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class LambdaInvoke : public LambdaApiTest {};

const std::string kOwnId = std::string("x-amzn-RequestId: ") + kRequestId;
const std::string kTrace =
    std::string("X-Amzn-Trace-Id: Root=") + kRoot + ";Parent=644a89f7bc5b683d;Sampled=1";

// --- Success: §1.2 -------------------------------------------------------------------------------

TEST_F(LambdaInvoke, AnswersWithWhatTheFunctionReturned) {
  EXPECT_EQ(invoke("f", "{\"a\": 1}"),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: application/json\r\n"
            "X-Amz-Executed-Version: $LATEST\r\n"
            "x-amzn-Remapped-Content-Length: 0\r\n"
            "X-Amzn-Trace-Id: Root=<root>;Parent=<parent>;Sampled=0\r\n"
            "x-amzn-RequestId: <id>\r\n"
            "Content-Length: 11\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "{\"ok\":true}");
  EXPECT_EQ(event().payload, "{\"a\": 1}") << "bytes pass untouched";
}

TEST_F(LambdaInvoke, MarksAnErrorOfTheFunction) {
  function_returns(environment::InvokeResult{"{\"errorMessage\":\"boom\"}", true, {}});

  EXPECT_EQ(invoke("f"),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: application/json\r\n"
            "X-Amz-Executed-Version: $LATEST\r\n"
            "X-Amz-Function-Error: Unhandled\r\n"
            "x-amzn-Remapped-Content-Length: 0\r\n"
            "X-Amzn-Trace-Id: Root=<root>;Parent=<parent>;Sampled=0\r\n"
            "x-amzn-RequestId: <id>\r\n"
            "Content-Length: 23\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "{\"errorMessage\":\"boom\"}");
}

TEST_F(LambdaInvoke, BringsTheLogTailWhenAsked) {
  function_returns(environment::InvokeResult{"null", false, "START\nEND\n"});

  EXPECT_EQ(invoke("f", "", {"X-Amz-Log-Type: Tail"}),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: application/json\r\n"
            "X-Amz-Executed-Version: $LATEST\r\n"
            "X-Amz-Log-Result: U1RBUlQKRU5ECg==\r\n"
            "x-amzn-Remapped-Content-Length: 0\r\n"
            "X-Amzn-Trace-Id: Root=<root>;Parent=<parent>;Sampled=0\r\n"
            "x-amzn-RequestId: <id>\r\n"
            "Content-Length: 4\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "null");
  EXPECT_TRUE(environments_.at(1).log_tail());
}

TEST_F(LambdaInvoke, BringsNoLogTailUnasked) {
  function_returns(environment::InvokeResult{"null", false, "START\n"});

  EXPECT_THAT(invoke("f"), Not(HasSubstr("X-Amz-Log-Result")));
  EXPECT_FALSE(environments_.at(1).log_tail());
  EXPECT_THAT(invoke("f", "", {"X-Amz-Log-Type: None"}), Not(HasSubstr("X-Amz-Log-Result")));
  EXPECT_FALSE(environments_.at(1).log_tail());
}

TEST_F(LambdaInvoke, PassesResultsOnThatAreNotJson) {
  const std::string bytes("NaN \0\xff", 6);
  function_returns(bytes);

  EXPECT_TRUE(invoke("f").ends_with("Content-Length: 6\r\nConnection: keep-alive\r\n\r\n" + bytes));
}

TEST_F(LambdaInvoke, AnswersAnEmptyResultWithAnEmptyBody) {
  function_returns("");

  EXPECT_TRUE(invoke("f").ends_with("Content-Length: 0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST_F(LambdaInvoke, GivesTheFunctionAnEmptyObjectForAnEmptyBody) {
  invoke("f", "");

  EXPECT_EQ(event().payload, "{}");
}

TEST_F(LambdaInvoke, TakesAnyJson) {
  for (const std::string payload : {"{}",
                                    "[]",
                                    "null",
                                    "true",
                                    "42",
                                    "-1.5e3",
                                    "\"text\"",
                                    " {\"a\" : 1} \n",
                                    "\"\xC3\xA9\""}) {
    EXPECT_TRUE(invoke("f", payload).starts_with("HTTP/1.1 200 ")) << payload;
    EXPECT_EQ(event().payload, payload);
  }
}

TEST_F(LambdaInvoke, NeverLooksAtTheContentType) {
  for (const char* type : {"application/octet-stream", "text/plain", "application/json", "x"}) {
    EXPECT_TRUE(
        invoke("f", "{}", {std::string("Content-Type: ") + type}).starts_with("HTTP/1.1 200 "))
        << type;
  }
}

TEST_F(LambdaInvoke, TakesAChunkedBody) {
  EXPECT_TRUE(call("POST " + path_of("f") +
                   " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n")
                  .starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(event().payload, "[1,2]");
}

// --- Request id and trace ------------------------------------------------------------------------

TEST_F(LambdaInvoke, TakesTheRequestIdOfTheCaller) {
  EXPECT_THAT(invoke("f", "", {kOwnId}),
              HasSubstr(std::string("\r\nx-amzn-RequestId: ") + kRequestId + "\r\n"));
  EXPECT_EQ(event().request_id, kRequestId);
}

TEST_F(LambdaInvoke, TellsTheRequestIdThatTheFunctionGot) {
  test::RawSocket client = connect();
  send(client, request("POST", path_of("f")));

  const std::string answer = response(client);

  EXPECT_THAT(answer, HasSubstr("\r\nx-amzn-RequestId: " + event().request_id + "\r\n"));
}

TEST_F(LambdaInvoke, KeepsTheTraceOfTheCaller) {
  const std::string answer = invoke("f", "", {kTrace});

  EXPECT_THAT(answer,
              HasSubstr(std::string("\r\nX-Amzn-Trace-Id: Root=") + kRoot +
                        ";Parent=<parent>;Sampled=1\r\n"));
  EXPECT_THAT(event().trace_header, HasSubstr(kRoot));
}

// --- How a function may be addressed: §0.5 -------------------------------------------------------

struct Address {
  std::string segment;      // with its query
  std::string invoked_arn;  // what the function is told
};

TEST_F(LambdaInvoke, FindsAFunctionByEveryFormOfItsName) {
  const std::string arn = std::string(kArn) + "f";
  const std::string latest = arn + ":$LATEST";
  const Address rows[] = {
      {"f",                                                                        arn   },
      {"f:$LATEST",                                                                latest},
      {"f?Qualifier=$LATEST",                                                      latest},
      {"f?Qualifier=%24LATEST",                                                    latest},
      {"f:%24LATEST?Qualifier=%24LATEST",                                          latest},
      {"function:f",                                                               arn   },
      {"123456789012:function:f",                                                  arn   },
      {"123456789012:f",                                                           arn   },
      {"us-east-1:123456789012:function:f",                                        arn   },
      {arn,                                                                        arn   },
      {latest,                                                                     latest},
      {arn + "?Qualifier=%24LATEST",                                               latest},
      {"arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af%3A%24LATEST", latest},
      {"fFunction",                                                                arn   },
  };
  for (const Address& row : rows) {
    EXPECT_TRUE(invoke(row.segment).starts_with("HTTP/1.1 200 ")) << row.segment;
    EXPECT_EQ(event().invoked_arn, row.invoked_arn) << row.segment;
  }
  EXPECT_THAT(pool_.views(), ::testing::SizeIs(1)) << "all of them are one function";
}

TEST_F(LambdaInvoke, TakesASlashAtTheEnd) {
  EXPECT_TRUE(call(request("POST", path_of("f") + "/")).starts_with("HTTP/1.1 200 "));
}

TEST_F(LambdaInvoke, DoesNotKnowOtherFunctionsAndQualifiers) {
  const std::string long_name(65, 'a');
  const std::pair<std::string, std::string> rows[] = {
      {"g",                     "g:$LATEST"           },
      {"g:$LATEST",             "g:$LATEST"           },
      {"g:v1",                  "g:v1"                },
      {"g?Qualifier=7",         "g:7"                 },
      {"f:non-existent-alias",  "f:non-existent-alias"},
      {"f?Qualifier=1",         "f:1"                 },
      {"f?Qualifier=$latest",   "f:$latest"           },
      {kArn + std::string("g"), "g:$LATEST"           },
      {long_name,               long_name + ":$LATEST"},
  };
  for (const auto& [segment, missing] : rows) {
    EXPECT_EQ(
        invoke(segment),
        refusal("404 Not Found",
                "ResourceNotFoundException",
                R"({"Type":"User","Message":"Function not found: )" + (kArn + missing) + "\"}"))
        << segment;
  }
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, RefusesTwoQualifiers) {
  EXPECT_EQ(
      invoke("f:a?Qualifier=b"),
      refusal("400 Bad Request",
              "InvalidParameterValueException",
              R"({"Type":"User","message":"The derived qualifier from the function name does )"
              R"(not match the specified qualifier."})"));
}

TEST_F(LambdaInvoke, RefusesAnotherRegion) {
  EXPECT_EQ(invoke("arn:aws:lambda:us-west-1:123456789012:function:f"),
            refusal("404 Not Found",
                    "ResourceNotFoundException",
                    R"-({"Type":"User","Message":"Functions from 'us-west-1' are not reachable )-"
                    R"-(in this region ('us-east-1')"})-"));
}

// --- Refusals: §1.5, §1.7, §4.2 ------------------------------------------------------------------

TEST_F(LambdaInvoke, RefusesWhatViolatesTheModel) {
  EXPECT_THAT(invoke("*"), HasSubstr("x-amzn-ErrorType: ValidationException\r\n"));
  EXPECT_EQ(
      invoke("f", "", {"X-Amz-Invocation-Type: Sync"}),
      refusal("400 Bad Request",
              "ValidationException",
              R"({"message":"1 validation error detected: Value 'Sync' at 'invocationType' failed )"
              R"(to satisfy constraint: Member must satisfy enum value set: [Event, )"
              R"(RequestResponse, DryRun]"})"));
  EXPECT_THAT(invoke("f", "", {"X-Amz-Log-Type: tail", "X-Amz-Invocation-Type: x"}),
              HasSubstr("2 validation errors detected: "));
}

TEST_F(LambdaInvoke, RefusesABadRequestIdAndEchoesIt) {
  EXPECT_EQ(
      invoke("f", "", {"x-amzn-RequestId: not-a-uuid"}),
      refusal("400 Bad Request",
              "InvalidRequestContentException",
              R"({"Type":"User","message":"Invalid Request ID: The 'x-amzn-RequestId' header )"
              R"(must be a valid UUID format string."})",
              "keep-alive",
              "not-a-uuid"));
}

TEST_F(LambdaInvoke, RefusesABadClientContext) {
  for (const char* value : {"x", "e30", "W10=", "bnVsbA==", "{}"}) {
    EXPECT_EQ(invoke("f", "", {std::string("X-Amz-Client-Context: ") + value}),
              refusal("400 Bad Request",
                      "InvalidRequestContentException",
                      R"({"Type":null,"message":"Client context must be a valid Base64-encoded )"
                      R"(JSON object."})"))
        << value;
  }
}

TEST_F(LambdaInvoke, HandsTheClientContextOn) {
  // {"custom":{"k":"v"}}
  invoke("f", "", {"X-Amz-Client-Context: eyJjdXN0b20iOnsiayI6InYifX0="});

  EXPECT_EQ(event().client_context, R"({"custom":{"k":"v"}})");
}

TEST_F(LambdaInvoke, RefusesATenant) {
  for (const char* name : {"X-Amz-Tenant-Id", "X-Amzn-Tenant-Id"}) {
    EXPECT_EQ(
        invoke("f", "", {std::string(name) + ": blue"}),
        refusal("400 Bad Request",
                "InvalidParameterValueException",
                R"({"Type":"User","message":"The invoked function is not enabled with tenancy )"
                R"(configuration. Remove the tenant ID from your request and try again."})"));
  }
}

TEST_F(LambdaInvoke, RefusesABodyThatIsNotJson) {
  const std::string answer = invoke("f", "\x99");

  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, HasSubstr("x-amzn-ErrorType: InvalidRequestContentException\r\n"));
  EXPECT_THAT(answer,
              HasSubstr(R"({"Type":"User","message":"Could not parse request body into json: )"
                        R"(Could not parse payload into json: )"));
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, TakesABodyOfExactlyTheLimit) {
  const std::string payload = '"' + std::string(6'291'454, 'x') + '"';

  EXPECT_TRUE(invoke("f", payload).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(event().payload.size(), 6'291'456U);
}

TEST_F(LambdaInvoke, RefusesOneByteMore) {
  const std::string payload = '"' + std::string(6'291'455, 'x') + '"';

  EXPECT_EQ(invoke("f", payload),
            refusal("413 Payload Too Large",
                    "RequestEntityTooLargeException",
                    R"({"Message":"Request must be smaller than 6291456 bytes for the )"
                    R"(InvokeFunction operation"})",
                    "close"));
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, ThrottlesAFunctionAtItsReservation) {
  add_function("off", 0);

  EXPECT_EQ(invoke("off"),
            refusal("429 Too Many Requests",
                    "TooManyRequestsException",
                    R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded",)"
                    R"("Type":"User","message":"Rate Exceeded."})"));
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, ThrottlesAtTheAccount) {
  add_function("all", 10);

  EXPECT_EQ(invoke("f"),
            refusal("429 Too Many Requests",
                    "TooManyRequestsException",
                    R"({"Reason":"ConcurrentInvocationLimitExceeded","Type":"User",)"
                    R"("message":"Rate Exceeded."})"));
}

TEST_F(LambdaInvoke, TellsAFailureOfOurOwn) {
  environments_.failure = std::make_exception_ptr(
      std::system_error(EMFILE, std::generic_category(), "port 0 on 127.0.0.1"));

  EXPECT_EQ(invoke("f"),
            refusal("500 Internal Server Error",
                    "ServiceException",
                    R"({"Type":"Service","Message":"port 0 on 127.0.0.1: Too many open files"})"));
}

TEST_F(LambdaInvoke, DoesNotRunInADryRun) {
  EXPECT_EQ(invoke("f", "{}", {"X-Amz-Invocation-Type: DryRun", kOwnId}),
            "HTTP/1.1 204 No Content\r\n"
            "Date: <date>\r\n"
            "x-amzn-RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\r\n"
            "Connection: keep-alive\r\n"
            "\r\n");
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, RefusesAnAsynchronousInvokeByName) {
  const std::string answer = invoke("f", "{}", {"X-Amz-Invocation-Type: Event"});

  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 501 Not Implemented\r\n"));
  EXPECT_THAT(answer, HasSubstr("InvocationType Event is not supported"));
  EXPECT_FALSE(was_anything_started());
}

TEST_F(LambdaInvoke, RefusesADurableExecutionByName) {
  EXPECT_THAT(invoke("f", "{}", {"X-Amz-Durable-Execution-Name: d"}),
              HasSubstr("HTTP/1.1 501 Not Implemented\r\n"));
}

// --- The order of checks: §1.8 -------------------------------------------------------------------

/// A request to be spoilt in several ways at once.
struct Parts {
  std::string path = "invocations";
  std::string region;
  std::string function = "f";
  std::string qualifier;
  std::string query;
  std::vector<std::string> headers;
  std::string body = "{}";
  std::string type = "RequestResponse";

  std::string bytes() const {
    std::string name = function;
    if (!region.empty()) name = "arn:aws:lambda:" + region + ":123456789012:function:" + name;
    if (!qualifier.empty()) name += ':' + qualifier;
    std::string text = "POST /2015-03-31/functions/" + name + '/' + path + query +
                       " HTTP/1.1\r\nHost: x\r\nX-Amz-Invocation-Type: " + type + "\r\n";
    for (const std::string& line : headers)
      text += line + "\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

struct Violation {
  std::string name;
  std::function<void(Parts&)> spoil;
  std::string answer;
};

// In the order of §1.8; numbers are its own.
std::vector<Violation> violations_in_order() {
  std::vector<Violation> list;
  const auto add = [&](std::string name, std::string answer, std::function<void(Parts&)> spoil) {
    list.push_back({std::move(name), std::move(spoil), std::move(answer)});
  };
  const auto header = [](std::string line) {
    return [line](Parts& parts) { parts.headers.push_back(line); };
  };
  add("1 route", "AccessDeniedException", [](Parts& parts) { parts.path = "nothing"; });
  add("2 size", "RequestEntityTooLargeException", [](Parts& parts) {
    parts.body.assign(6'291'457, 'x');
  });
  add("4 request id", "Invalid Request ID", header("x-amzn-RequestId: bad"));
  add("5 validation", "ValidationException", header("X-Amz-Log-Type: bad"));
  add("6 qualifiers", "The derived qualifier", [](Parts& parts) {
    parts.qualifier = "one";
    parts.query = "?Qualifier=two";
  });
  add("7 region", "not reachable in this region", [](Parts& parts) { parts.region = "us-west-1"; });
  add("8 function", "Function not found", [](Parts& parts) { parts.function = "missing"; });
  add("11 client context", "Client context must be", header("X-Amz-Client-Context: bad"));
  add("12 tenant", "tenancy configuration", header("X-Amz-Tenant-Id: blue"));
  add("13 json", "Could not parse request body", [](Parts& parts) {
    if (parts.body == "{}") parts.body = "not json";
  });
  add("15 dry run", "HTTP/1.1 204 ", [](Parts& parts) { parts.type = "DryRun"; });
  add("17 throttle", "TooManyRequestsException", [](Parts& parts) {
    if (parts.function == "f") parts.function = "off";
  });
  return list;
}

TEST_F(LambdaInvoke, ChecksInTheDocumentedOrder) {
  add_function("off", 0);
  const std::vector<Violation> violations = violations_in_order();
  for (std::size_t first = 0; first < violations.size(); ++first) {
    for (std::size_t second = first; second < violations.size(); ++second) {
      Parts parts;
      violations[first].spoil(parts);
      violations[second].spoil(parts);
      EXPECT_THAT(call(parts.bytes()), HasSubstr(violations[first].answer))
          << violations[first].name << " before " << violations[second].name;
    }
  }
  EXPECT_FALSE(was_anything_started());
}

// --- Routing: §0.4, §7.16 ------------------------------------------------------------------------

TEST_F(LambdaInvoke, KnowsNoOtherPath) {
  for (const char* method : {"GET", "POST", "PUT"}) {
    EXPECT_EQ(call(request(method, "/2015-03-31/nothing")),
              refusal("403 Forbidden",
                      "AccessDeniedException",
                      R"({"Message":"Unable to determine service/operation name to be )"
                      R"(authorized"})"))
        << method;
  }
  EXPECT_THAT(call(request("GET", path_of("f"))), HasSubstr("AccessDeniedException"))
      << "a known path, but not by GET";
}

TEST_F(LambdaInvoke, NamesAnUnknownPathInItsLog) {
  call(request("GET", "/2015-03-31/nothing"));

  EXPECT_THAT(log_,
              ElementsAre("lambent: warning: no operation of the Lambda API method=GET "
                          "path=/2015-03-31/nothing"));
}

TEST_F(LambdaInvoke, RefusesOtherOperationsByName) {
  EXPECT_EQ(call(request("DELETE", "/2015-03-31/functions/f")),
            refusal("501 Not Implemented",
                    "NotImplementedException",
                    R"({"Type":"LocalService","Message":"DeleteFunction is not supported yet"})"));
}

// --- The read operations -------------------------------------------------------------------------

TEST_F(LambdaInvoke, NamesAMissingFunctionWithoutLatestWhenItIsRead) {
  for (const char* path : {"/2015-03-31/functions/g", "/2015-03-31/functions/g/configuration"}) {
    EXPECT_EQ(
        call(request("GET", path)),
        refusal("404 Not Found",
                "ResourceNotFoundException",
                R"({"Type":"User","Message":"Function not found: )" + std::string(kArn) + "g\"}"));
  }
}

TEST_F(LambdaInvoke, ShowsTheFunction) {
  const std::string answer = call(request("GET", "/2015-03-31/functions/f"));

  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, HasSubstr("x-amzn-RequestId: <id>\r\n"));
  EXPECT_THAT(answer, HasSubstr(std::string("\"FunctionArn\":\"") + kArn + "f\""));
  EXPECT_THAT(answer, HasSubstr("\"CodeSize\":42"));
  EXPECT_THAT(answer, HasSubstr("\"LastModified\":\"2023-11-14T22:13:20.000+0000\""));
}

TEST_F(LambdaInvoke, ShowsTheArnAsItWasAddressed) {
  EXPECT_THAT(call(request("GET", "/2015-03-31/functions/f/configuration?Qualifier=$LATEST")),
              HasSubstr(std::string("\"FunctionArn\":\"") + kArn + "f:$LATEST\""));
}

TEST_F(LambdaInvoke, ListsFunctionsByName) {
  add_function("b");
  add_function("a");

  const std::string answer = call(request("GET", "/2015-03-31/functions"));

  std::vector<std::size_t> places;
  for (const char* name :
       {"\"FunctionName\":\"a\"", "\"FunctionName\":\"b\"", "\"FunctionName\":\"f\""})
    places.push_back(answer.find(name));
  EXPECT_THAT(places, Not(::testing::Contains(std::string::npos)));
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
}

}  // namespace
}  // namespace lambent::api
