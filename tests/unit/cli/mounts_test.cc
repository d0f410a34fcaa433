// The lines about what stands where: local-api.md §3.6.
#include "api/cli/mounts.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

config::Route route(const std::string& method, const std::string& path, const std::string& to) {
  config::Route result;
  result.method = method;
  result.path = path;
  result.target.function = to;
  return result;
}

std::string told(std::vector<config::Route> routes) {
  config::Api api;
  api.id = "Shop";
  api.routes = std::move(routes);
  return mounted_routes({api}, "http://127.0.0.1:3000");
}

constexpr const char* kHead = "lambent: HTTP API Shop, stage $default\n";

TEST(Mounts, JoinTheMethodsOfAFunctionAndAPath) {
  EXPECT_EQ(
      told({route("POST", "/a/{b}", "F"), route("GET", "/a/{b}", "F"), route("GET", "/c", "G")}),
      std::string(kHead) +
          "Mounting F at http://127.0.0.1:3000/a/{b} [GET, POST]\n"
          "Mounting G at http://127.0.0.1:3000/c [GET]\n");
}

TEST(Mounts, SpellOutEveryMethod) {
  EXPECT_EQ(told({route("ANY", "/{proxy+}", "F")}),
            std::string(kHead) +
                "Mounting F at http://127.0.0.1:3000/{proxy+} "
                "[DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT]\n");
}

TEST(Mounts, SayWhyARouteCannotBeServed) {
  config::Route gone = route("GET", "/a", "");
  gone.target.why_not = "\"G\" is not run here";

  EXPECT_EQ(
      told({gone}),
      std::string(kHead) +
          "Mounting None at http://127.0.0.1:3000/a [GET]: answers 501, \"G\" is not run here\n");
}

TEST(Mounts, TellPreflightsAndTheDefaultRoute) {
  config::Route preflight = route("OPTIONS", "/a", "");
  preflight.mock.emplace();

  EXPECT_EQ(told({preflight, route("GET", "$default", "F")}),
            std::string(kHead) +
                "Mounting CORS at http://127.0.0.1:3000/a [OPTIONS]\n"
                "Mounting F at http://127.0.0.1:3000/ and what no route matches [GET]\n");
}

TEST(Mounts, TellFunctionUrls) {
  config::FunctionUrl url;
  url.function = "F";

  EXPECT_EQ(mounted_urls({url}, "http://127.0.0.1:3000"),
            "Mounting F at http://127.0.0.1:3000/lambda-url/F/ [function URL]\n");
}

}  // namespace
}  // namespace lambent::cli
