// LambdaApiTest: the Lambda API on a loopback port, over environments that do what a test says.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "api/lambda/context.h"
#include "api/lambda/routes.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "invoke/pool.h"
#include "invoke/service.h"
#include "tests/contract/http_fixture.h"
#include "tests/support/fake_environment.h"
#include "tests/support/run.h"

namespace lambent::api {

inline constexpr const char* kRequestId = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";
inline constexpr const char* kRoot = "1-669f2d13-c6867523289ee374e75f22bf";
inline constexpr const char* kArn = "arn:aws:lambda:us-east-1:123456789012:function:";

class LambdaApiTest : public http::HttpTest {
 protected:
  using Lines = std::initializer_list<std::string>;

  void SetUp() override {
    base::set_log_sink([this](std::string_view line) { log_.emplace_back(line); });
    add_function("f");
    serve([this](http::Exchange& exchange) { return serve_lambda_api(exchange, context_); });
    function_returns("{\"ok\":true}");
  }
  void TearDown() override {
    test::run(io_, pool_.stop());
    base::set_log_sink(nullptr);
    HttpTest::TearDown();
  }

  void add_function(std::string name, std::optional<int> reserved_concurrency = std::nullopt) {
    config::FunctionConfig function;
    function.name = std::move(name);
    function.logical_id = function.name + "Function";
    function.handler = "app.handler";
    function.reserved_concurrency = reserved_concurrency;
    service_.add(std::move(function));
  }
  /// Every invoke from now on ends with `result`.
  void function_returns(environment::InvokeResult result) {
    environments_.on_invoke = [result](test::FakeEnvironment& environment) {
      environment.answers(result);
      environment.asks_for_more();
    };
  }
  void function_returns(std::string payload) {
    function_returns(environment::InvokeResult{std::move(payload), false, {}});
  }
  /// The event that the first environment was given last.
  const environment::InvokeEvent& event() const { return environments_.at(1).event(); }
  bool was_anything_started() const { return !environments_.diary.empty(); }

  static std::string request(std::string_view method,
                             std::string_view path,
                             std::string_view body = {},
                             Lines headers = {}) {
    std::string text(method);
    text.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (const std::string& line : headers)
      text.append(line).append("\r\n");
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return text.append(body);
  }
  /// The whole answer; what is made anew each time reads "<date>", "<id>", "<root>", "<parent>".
  std::string call(std::string_view bytes) {
    test::RawSocket client = connect();
    send(client, bytes);
    return normalised(response(client));
  }
  /// Invokes `name` (the path segment, with its query) and returns the whole answer.
  std::string invoke(std::string_view name, std::string_view body = {}, Lines headers = {}) {
    return call(request("POST", path_of(name), body, headers));
  }
  static std::string path_of(std::string_view name) {
    const std::size_t query = std::min(name.find('?'), name.size());
    return "/2015-03-31/functions/" + std::string(name.substr(0, query)) + "/invocations" +
           std::string(name.substr(query));
  }

  static std::string normalised(std::string text) {
    static const std::regex id(
        "(RequestId: )[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
        "[0-9a-f]{12}\r\n");
    static const std::regex parent("Parent=[0-9a-f]{16}");
    static const std::regex root("Root=1-6553f100-[0-9a-f]{24}");  // of the clock's begin
    if (text.find(kRequestId) == std::string::npos)
      text = std::regex_replace(text, id, "$1<id>\r\n");
    text = std::regex_replace(text, parent, "Parent=<parent>");
    return std::regex_replace(text, root, "Root=<root>");
  }
  /// A refusal as §0.2 and §0.3 have it.
  static std::string refusal(std::string_view status,
                             std::string_view exception,
                             std::string_view body,
                             std::string_view connection = "keep-alive",
                             std::string_view request_id = "<id>") {
    std::string text = "HTTP/1.1 ";
    text.append(status).append("\r\nDate: <date>\r\nContent-Type: application/json\r\n");
    text.append("x-amzn-ErrorType: ").append(exception);
    text.append("\r\nx-amzn-RequestId: ").append(request_id);
    text += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: ";
    return text.append(connection).append("\r\n\r\n").append(body);
  }

  std::vector<std::string> log_;
  base::ManualClock clock_;
  base::SeededIds ids_{1};
  test::FakeEnvironments environments_{io_.get_executor(), clock_};
  invoke::Pool pool_{io_.get_executor(),
                     clock_,
                     std::chrono::seconds{600},
                     [this](const std::string& function, invoke::Pool::Settled settled) {
                       return environments_.make(function, std::move(settled));
                     }};
  invoke::Service service_{clock_, ids_, 10, pool_};
  LambdaContext context_{
      service_, ids_, "us-east-1", "123456789012", [](config::FunctionConfig) { return facts(); }};

 private:
  static asio::awaitable<invoke::CodeFacts> facts() {
    invoke::CodeFacts facts;
    facts.sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    facts.size = 42;
    co_return facts;
  }
};

}  // namespace lambent::api
