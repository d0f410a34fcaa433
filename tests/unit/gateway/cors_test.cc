// Preflights and the headers of other answers: local-api.md §4.1.
#include "api/gateway/cors.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lambent::gateway {
namespace {

http::Headers from(const std::string& origin) {
  return {
      {"Origin",                        origin},
      {"Access-Control-Request-Method", "PUT" }
  };
}

// "name: value" lines, for a whole answer at a glance.
std::string told(const http::Headers& headers) {
  std::string text;
  for (const http::Header& header : headers)
    text += header.name + ": " + header.value + "\n";
  return text;
}

TEST(Cors, APreflightHasAnOriginAndAMethod) {
  EXPECT_TRUE(is_preflight("OPTIONS", from("https://x.test")));
  EXPECT_FALSE(is_preflight("GET", from("https://x.test")));
  EXPECT_FALSE(is_preflight("OPTIONS",
                            {
                                {"Origin", "https://x.test"}
  }));
  EXPECT_FALSE(is_preflight("OPTIONS",
                            {
                                {"Access-Control-Request-Method", "PUT"}
  }));
}

TEST(Cors, AnyOriginIsAnsweredWithAStar) {
  config::Cors cors;
  cors.origins = {"*"};
  cors.methods = {"GET", "PUT"};
  cors.headers = {"x-a", "x-b"};
  cors.max_age = 600;

  const http::Response answer = preflight_answer(cors, from("https://x.test"));

  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(told(answer.headers),
            "access-control-allow-origin: *\n"
            "access-control-allow-methods: GET,PUT\n"
            "access-control-allow-headers: x-a,x-b\n"
            "access-control-max-age: 600\n");
}

TEST(Cors, ANamedOriginIsEchoedWithVaryAndCredentials) {
  config::Cors cors;
  cors.origins = {"https://y.test", "https://x.test"};
  cors.credentials = true;

  EXPECT_EQ(told(preflight_answer(cors, from("https://x.test")).headers),
            "access-control-allow-origin: https://x.test\n"
            "vary: Origin\n"
            "access-control-allow-credentials: true\n");
}

TEST(Cors, AForeignOriginGetsNoHeaderAtAll) {
  config::Cors cors;
  cors.origins = {"https://x.test"};
  cors.methods = {"GET"};

  const http::Response answer = preflight_answer(cors, from("https://evil.test"));

  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(told(answer.headers), "");
}

struct OriginRow {
  const char* origin;
  const char* entry;
  bool matches;
};

TEST(Cors, AnEntryIsAnOriginOrAPattern) {
  const OriginRow rows[] = {
      {"https://x.test",      "*",                true },
      {"https://x.test",      "https://*",        true },
      {"http://x.test",       "https://*",        false},
      {"https://x.test",      "HTTPS://X.TEST",   true },
      {"https://x.test:8443", "https://x.test",   false},
      {"https://a.x.test",    "https://*.x.test", true },
      {"https://.x.test",     "https://*.x.test", false},
      {"null",                "https://x.test",   false},
  };
  for (const OriginRow& row : rows) {
    EXPECT_EQ(matches_origin(row.origin, row.entry), row.matches) << row.origin << " " << row.entry;
  }
}

TEST(Cors, AnHttpApiDropsWhatTheFunctionSaidAndAUrlKeepsIt) {
  config::Cors cors;
  cors.origins = {"*"};
  cors.exposed = {"x-a"};
  const http::Headers own = {
      {"Access-Control-Allow-Origin", "https://function.test"},
      {"x-b",                         "c"                    }
  };

  http::Headers http = own;
  add_cors(cors, from("https://x.test"), Face::Http, http);
  http::Headers url = own;
  add_cors(cors, from("https://x.test"), Face::Url, url);

  EXPECT_EQ(told(http),
            "x-b: c\naccess-control-allow-origin: *\naccess-control-expose-headers: x-a\n");
  EXPECT_EQ(told(url),
            told(own) +
                "access-control-allow-origin: *\n"
                "access-control-expose-headers: x-a\n");
}

TEST(Cors, ARequestWithoutAnOriginIsLeftAlone) {
  config::Cors cors;
  cors.origins = {"*"};
  http::Headers answer;
  add_cors(cors, {}, Face::Http, answer);

  EXPECT_EQ(told(answer), "");
}

}  // namespace
}  // namespace lambent::gateway
