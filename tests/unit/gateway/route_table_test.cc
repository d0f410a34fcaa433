// Which route a request means: local-api.md §3.3-3.5.
#include "api/gateway/route_table.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::gateway {
namespace {

using config::ApiKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// A table of routes as people write them: "GET /pets/{id}", "$default".
class Routes {
 public:
  Routes(ApiKind kind, std::vector<std::string> keys) : table_(kind), keys_(std::move(keys)) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const std::size_t blank = keys_[i].find(' ');
      const bool is_default = blank == std::string::npos;
      table_.add(is_default ? "ANY" : keys_[i].substr(0, blank),
                 is_default ? keys_[i] : keys_[i].substr(blank + 1),
                 i);
    }
  }

  /// The key of the route that "GET /pets/7" is for; "none" without one.
  std::string chosen(const std::string& request) const {
    const std::size_t blank = request.find(' ');
    const auto match = table_.find(request.substr(0, blank), request.substr(blank + 1));
    return match ? keys_[match->route] : "none";
  }

  PathParameters parameters(const std::string& path) const {
    const auto match = table_.find("GET", path);
    return match ? match->parameters
                 : PathParameters{
                       {"no", "match"}
    };
  }

  const RouteTable& table() const { return table_; }

 private:
  RouteTable table_;
  std::vector<std::string> keys_;
};

struct Row {
  std::string request;
  std::vector<std::string> routes;
  std::string chosen;
};

TEST(RouteTable, ChoosesAsTheTableOfPrecedenceSays) {
  const std::vector<std::string> pets = {
      "GET /pets/cat/7", "GET /pets/cat/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"};
  const Row rows[] = {
      {"GET /pets/cat/7",       pets,                                      "GET /pets/cat/7"   },
      {"GET /pets/cat/8",       pets,                                      "GET /pets/cat/{id}"},
      {"GET /pets/fish/deep/9", pets,                                      "GET /pets/{proxy+}"},
      {"POST /pets/cat/7",      pets,                                      "ANY /{proxy+}"     },
      {"POST /",                pets,                                      "$default"          },
      {"GET /pets/cat/7",       {"ANY /pets/cat/7", "GET /pets/cat/{id}"}, "ANY /pets/cat/7"   },
      {"PUT /x",                {"GET /x"},                                "none"              },
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Routes(ApiKind::Http, row.routes).chosen(row.request), row.chosen) << row.request;
  }
  EXPECT_EQ(Routes(ApiKind::Rest, {"GET /x"}).chosen("PUT /x"), "none");
}

TEST(RouteTable, ChoosesWhateverTheOrderOfDeclaration) {
  const Routes routes(
      ApiKind::Http,
      {"$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/cat/{id}", "GET /pets/cat/7"});

  EXPECT_EQ(routes.chosen("GET /pets/cat/7"), "GET /pets/cat/7");
  EXPECT_EQ(routes.chosen("GET /pets/cat/8"), "GET /pets/cat/{id}");
  EXPECT_EQ(routes.chosen("GET /pets/fish/deep/9"), "GET /pets/{proxy+}");
}

TEST(RouteTable, AnExactMethodBeatsAny) {
  const Routes routes(ApiKind::Http, {"ANY /x", "GET /x"});

  EXPECT_EQ(routes.chosen("GET /x"), "GET /x");
  EXPECT_EQ(routes.chosen("PUT /x"), "ANY /x");
}

TEST(RouteTable, AFullMatchOfAnHttpApiBeatsAGreedyOne) {
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /a/{proxy+}", "GET /{x}/b"}).chosen("GET /a/b"),
            "GET /{x}/b");
}

TEST(RouteTable, TheLongestPrefixOfGreedyRoutesWins) {
  const Routes routes(ApiKind::Http, {"GET /{p+}", "GET /a/b/{p+}", "GET /a/{p+}"});

  EXPECT_EQ(routes.chosen("GET /a/b/c"), "GET /a/b/{p+}");
  EXPECT_EQ(routes.chosen("GET /a/x/c"), "GET /a/{p+}");
  EXPECT_EQ(routes.chosen("GET /x"), "GET /{p+}");
}

TEST(RouteTable, ARestResourceWithoutTheMethodLeavesItToTheNearestGreedyOne) {
  EXPECT_EQ(Routes(ApiKind::Rest, {"POST /test", "ANY /{proxy+}"}).chosen("OPTIONS /test"),
            "ANY /{proxy+}");
  EXPECT_EQ(Routes(ApiKind::Rest, {"POST /part1/{x}", "ANY /{param+}"}).chosen("GET /part1/y"),
            "ANY /{param+}");
}

TEST(RouteTable, AVariableIsExactlyOneSegmentThatIsNotEmpty) {
  for (const ApiKind kind : {ApiKind::Rest, ApiKind::Http}) {
    const Routes routes(kind, {"GET /a/{id}/c"});

    EXPECT_EQ(routes.chosen("GET /a/1/c"), "GET /a/{id}/c");
    EXPECT_EQ(routes.chosen("GET /a//c"), "none");
    EXPECT_EQ(routes.chosen("GET /a/1/2/c"), "none");
  }
}

TEST(RouteTable, AGreedyParameterOfRestIsNotEmpty) {
  const Routes routes(ApiKind::Rest, {"ANY /{proxy+}", "ANY /handler/{proxy+}"});

  EXPECT_EQ(routes.chosen("GET /"), "none");
  EXPECT_EQ(routes.chosen("GET /handler/"), "ANY /{proxy+}");
}

TEST(RouteTable, AGreedyParameterOfAnHttpApiMayBeEmptyBehindASlash) {
  const Routes routes(ApiKind::Http, {"ANY /handler/{proxy+}"});

  EXPECT_THAT(routes.parameters("/handler/"), ElementsAre(Pair("proxy", "")));
  EXPECT_EQ(routes.chosen("GET /handler"), "none");
}

TEST(RouteTable, TheTrailingSlashCountsInHttpApisAndNotInRest) {
  EXPECT_EQ(Routes(ApiKind::Rest, {"GET /a"}).chosen("GET /a/"), "GET /a");
  EXPECT_EQ(Routes(ApiKind::Rest, {"GET /a/"}).chosen("GET /a"), "GET /a/");
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /a"}).chosen("GET /a/"), "none");
  EXPECT_EQ(Routes(ApiKind::Rest, {"GET /"}).chosen("GET /"), "GET /");
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /"}).chosen("GET /"), "GET /");
}

TEST(RouteTable, AnEncodedSlashPartsNothingAndParametersStayRaw) {
  for (const ApiKind kind : {ApiKind::Rest, ApiKind::Http}) {
    const Routes routes(kind, {"GET /o/{id}"});

    EXPECT_THAT(routes.parameters("/o/my-id%2F100"), ElementsAre(Pair("id", "my-id%2F100")));
  }
}

TEST(RouteTable, LiteralTextIsDecodedBeforeItIsCompared) {
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /a-b"}).chosen("GET /a%2Db"), "GET /a-b");
}

TEST(RouteTable, PathsAreCaseSensitive) {
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /a"}).chosen("GET /A"), "none");
}

TEST(RouteTable, AGreedyValueIsTheRestOfThePath) {
  EXPECT_THAT(Routes(ApiKind::Rest, {"GET /x/{p+}"}).parameters("/x/a//b/"),
              ElementsAre(Pair("p", "a//b")));
  EXPECT_THAT(Routes(ApiKind::Http, {"GET /x/{p+}"}).parameters("/x/a//b/"),
              ElementsAre(Pair("p", "a//b/")));
}

TEST(RouteTable, RoutesOfOnePathMayNameTheirParametersDifferently) {
  const Routes routes(ApiKind::Http, {"GET /{a}", "PUT /{b}"});

  EXPECT_THAT(routes.parameters("/1"), ElementsAre(Pair("a", "1")));
  EXPECT_THAT(routes.table().find("PUT", "/1")->parameters, ElementsAre(Pair("b", "1")));
}

TEST(RouteTable, WhatABlindAlleyCapturedIsForgotten) {
  const Routes routes(ApiKind::Rest, {"GET /{a}/x", "GET /{p+}"});

  EXPECT_THAT(routes.parameters("/1/y"), ElementsAre(Pair("p", "1/y")));
}

TEST(RouteTable, TheDefaultRouteTakesEveryMethodAndPath) {
  const Routes routes(ApiKind::Http, {"$default"});

  EXPECT_EQ(routes.chosen("PATCH /any/thing"), "$default");
  EXPECT_THAT(routes.parameters("/any"), IsEmpty());
}

TEST(RouteTable, HeadIsNotImpliedByGet) {
  EXPECT_EQ(Routes(ApiKind::Http, {"GET /a"}).chosen("HEAD /a"), "none");
}

TEST(RouteTable, KnowsAPathUnderAnotherMethod) {
  const Routes routes(ApiKind::Http, {"GET /a"});

  EXPECT_TRUE(routes.table().has_path("/a"));
  EXPECT_FALSE(routes.table().has_path("/b"));
}

TEST(PathsOverlap, WhenSomeRequestWouldMatchBoth) {
  EXPECT_TRUE(paths_overlap("/a", "/a"));
  EXPECT_TRUE(paths_overlap("/a", "/{x}"));
  EXPECT_TRUE(paths_overlap("/a/b", "/{p+}"));
  EXPECT_TRUE(paths_overlap("/a", "$default"));
  EXPECT_FALSE(paths_overlap("/a", "/b"));
  EXPECT_FALSE(paths_overlap("/a", "/a/b"));
  EXPECT_FALSE(paths_overlap("/a/{p+}", "/b/{p+}"));
}

}  // namespace
}  // namespace lambent::gateway
