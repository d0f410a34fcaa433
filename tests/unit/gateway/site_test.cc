// Which API or function URL a request goes to: local-api.md §1.9, §3.1, §3.2.
#include "api/gateway/site.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::gateway {
namespace {

using config::ApiKind;

config::Api api(const std::string& id,
                ApiKind kind,
                const std::vector<std::pair<std::string, std::string>>& routes,
                const std::string& stage = "$default") {
  config::Api result;
  result.id = id;
  result.kind = kind;
  result.stage = stage;
  for (const auto& [method, path] : routes) {
    config::Route& route = result.routes.emplace_back();
    route.method = method;
    route.path = path;
  }
  return result;
}

config::FunctionUrl url(const std::string& function) {
  config::FunctionUrl result;
  result.function = function;
  return result;
}

Site site(std::vector<config::Api> apis, std::vector<config::FunctionUrl> urls = {}) {
  return Site(std::move(apis), std::move(urls), "123456789012", "us-east-1");
}

TEST(Site, SendsARequestToTheApiThatHasARouteForIt) {
  const Site two = site({
      api("One", ApiKind::Rest, {{"GET", "/a"}}
        ), api("Two", ApiKind::Http, {{"GET", "/b"}}
        )
  });

  EXPECT_EQ(two.find("GET", "/b", "").api->api.id, "Two");
  EXPECT_EQ(two.find("GET", "/a", "").api->api.id, "One");
}

TEST(Site, SendsWhatNoRouteMatchesToTheApiThatKnowsThePathElseToTheFirst) {
  const Site two = site({
      api("One", ApiKind::Rest, {{"GET", "/a"}}
        ), api("Two", ApiKind::Http, {{"GET", "/b"}}
        )
  });

  EXPECT_EQ(two.find("PUT", "/b", "").api->api.id, "Two");
  EXPECT_EQ(two.find("PUT", "/b", "").route, nullptr);
  EXPECT_EQ(two.find("GET", "/c", "").api->api.id, "One");
}

TEST(Site, ReachesEachApiByItsLogicalId) {
  const Site two = site({
      api("One", ApiKind::Rest, {{"GET", "/a"}}
        ),
      api("Two", ApiKind::Http, { {"GET", "/b"}, {"GET", "/"}}
        )
  });

  EXPECT_EQ(two.find("GET", "/_api/Two/b", "").path, "/b");
  EXPECT_EQ(two.find("GET", "/_api/Two", "").route->path, "/");
  EXPECT_EQ(two.find("GET", "/_api/Two/a", "").route, nullptr);
  EXPECT_EQ(two.find("GET", "/_api/Two/a", "").api->api.id, "Two");
}

TEST(Site, TakesTheNamedStageOfAnHttpApiOffThePath) {
  const Site one = site({
      api("One", ApiKind::Http, {{"GET", "/a"}, {"GET", "/"}},
        "v1")
  });

  EXPECT_EQ(one.find("GET", "/v1/a", "").path, "/a");
  EXPECT_EQ(one.find("GET", "/a", "").path, "/a");
  EXPECT_EQ(one.find("GET", "/v1", "").path, "/");
  EXPECT_EQ(one.find("GET", "/v10/a", "").route, nullptr);
}

TEST(Site, ServesAFunctionUrlByPathAndByHost) {
  const Site one = site({}, {url("Show")});
  const std::string id = one.urls().front().facts.api_id;

  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(one.find("GET", "/lambda-url/Show/a%2Fb", "").path, "/a%2Fb");
  EXPECT_EQ(one.find("GET", "/lambda-url/Show", "").path, "/");
  EXPECT_EQ(one.find("GET", "/x", id + ".lambda-url.us-east-1.localhost:3000").url->url.function,
            "Show");
}

TEST(Site, SaysThatAFunctionUrlIsNotThere) {
  const Site one = site({}, {url("Show")});

  EXPECT_TRUE(one.find("GET", "/lambda-url/Other/", "").url_unknown);
  EXPECT_TRUE(one.find("GET", "/", "nobody.lambda-url.us-east-1.localhost").url_unknown);
  EXPECT_EQ(one.find("GET", "/", "").api, nullptr);
}

TEST(SharePorts, KeepsDisjointApisTogetherAndOverlappingOnesApart) {
  const auto groups = share_ports({
      api("One", ApiKind::Rest, {{"GET", "/a"}   }
        ),
      api("Two", ApiKind::Http, {{"POST", "/a"}  }
        ),
      api("Three", ApiKind::Http, {{"ANY", "/{p+}"}}
        ),
      api("Four", ApiKind::Http, {{"GET", "/b"}   }
        )
  });

  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].size(), 3U);
  EXPECT_EQ(groups[1].front().id, "Three");
}

}  // namespace
}  // namespace lambent::gateway
