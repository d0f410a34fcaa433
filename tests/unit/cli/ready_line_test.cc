// The line that tools wait for, byte by byte.
#include "api/cli/ready_line.h"

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

TEST(ReadyLine, IsOneSentenceAsText) {
  EXPECT_EQ(ready_line(config::Output::Text, {"http://127.0.0.1:3001", ""}, 4711),
            "lambent ready: lambda http://127.0.0.1:3001\n");
}

TEST(ReadyLine, IsOneObjectAsJson) {
  EXPECT_EQ(ready_line(config::Output::Json, {"http://127.0.0.1:3001", ""}, 4711),
            "{\"ready\":true,\"lambda\":\"http://127.0.0.1:3001\",\"pid\":4711}\n");
}

TEST(ReadyLine, NamesTheApiWhereThereIsOne) {
  const Addresses both{"http://127.0.0.1:3001", "http://127.0.0.1:3000"};

  EXPECT_EQ(ready_line(config::Output::Text, both, 4711),
            "lambent ready: lambda http://127.0.0.1:3001, api http://127.0.0.1:3000\n");
  EXPECT_EQ(ready_line(config::Output::Json, both, 4711),
            "{\"ready\":true,\"lambda\":\"http://127.0.0.1:3001\","
            "\"api\":\"http://127.0.0.1:3000\",\"pid\":4711}\n");
}

TEST(BaseUrl, NamesHostAndPort) {
  EXPECT_EQ(base_url("127.0.0.1", 3001), "http://127.0.0.1:3001");
  EXPECT_EQ(base_url("localhost", 65535), "http://localhost:65535");
}

TEST(BaseUrl, PutsAnIpv6HostInBrackets) {
  EXPECT_EQ(base_url("::1", 1), "http://[::1]:1");
}

}  // namespace
}  // namespace lambent::cli
