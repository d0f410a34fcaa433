// Which Host headers name this machine.
#include "api/host_check.h"

#include <string_view>

#include <gtest/gtest.h>

namespace lambent::api {
namespace {

TEST(HostCheck, KnowsThisMachine) {
  for (const std::string_view host : {"127.0.0.1",
                                      "127.0.0.1:3001",
                                      "127.0.0.2:80",
                                      "127.255.255.254",
                                      "localhost",
                                      "localhost:3001",
                                      "LOCALHOST:3001",
                                      "LocalHost",
                                      "lambda.localhost",
                                      "lambda.us-east-1.localhost:3001",
                                      "Api.LocalHost:1",
                                      "[::1]",
                                      "[::1]:3001"}) {
    EXPECT_TRUE(is_local_host(host)) << host;
  }
}

TEST(HostCheck, TurnsEveryOtherNameAway) {
  for (const std::string_view host : {"",
                                      ":3001",
                                      "example.com",
                                      "example.com:3001",
                                      "127.0.0.1.example.com",
                                      "127.0.0.1.example.com:3001",
                                      "127.example.com",
                                      "localhost.example.com",
                                      "notlocalhost",
                                      "evil-localhost",
                                      "localhos",
                                      "localhost.",
                                      "example.com:127.0.0.1",
                                      "example.com/localhost",
                                      "user@localhost",
                                      "128.0.0.1",
                                      "0.0.0.0",
                                      "10.127.0.1",
                                      "192.168.0.1:3001",
                                      "169.254.169.254",
                                      "::1",
                                      "[::2]",
                                      "[::ffff:127.0.0.1]",
                                      "[::1",
                                      "[::1.example.com]",
                                      "[]"}) {
    EXPECT_FALSE(is_local_host(host)) << host;
  }
}

}  // namespace
}  // namespace lambent::api
