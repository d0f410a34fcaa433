#include "emulator/http/router.h"

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Names = Router<std::string>;

// "route name key=value …", "none", or "not: METHOD …".
std::string describe(const Names::Result& result) {
  if (const auto* match = std::get_if<Names::Match>(&result)) {
    std::string text = *match->target;
    for (const auto& [name, value] : match->params) {
      text.append(" ").append(name).append("=").append(value);
    }
    return text;
  }
  if (const auto* wrong = std::get_if<Names::WrongMethod>(&result)) {
    std::string text = "not:";
    for (const std::string& method : wrong->allowed) {
      text.append(" ").append(method);
    }
    return text;
  }
  return "none";
}

Names with_routes() {
  Names names;
  names.add("GET", "/", "root");
  names.add("GET", "/functions/", "list");
  names.add("POST", "/functions", "create");
  names.add("GET", "/functions/{name}", "get");
  names.add("DELETE", "/functions/{name}", "delete");
  names.add("GET", "/functions/settings", "settings");
  names.add("POST", "/functions/{name}/invocations", "invoke", true);
  names.add("GET", "/functions/{name}/{kind}", "kind");
  names.add("GET", "/{any}/settings", "any settings");
  return names;
}

TEST(Router, AnswersEveryPairOfMethodAndPath) {
  struct Row {
    std::string_view path;
    std::string_view get;
    std::string_view post;
    std::string_view del;
  };
  const std::vector<Row> rows = {
      {"/",                          "root",               "not: GET",        "not: GET"            },
      {"/functions",                 "not: POST",          "create",          "not: POST"           },
      {"/functions/",                "list",               "not: GET",        "not: GET"            },
      {"/functions/a",               "get name=a",         "not: GET DELETE", "delete name=a"       },
      {"/functions/settings",        "settings",           "not: GET DELETE", "delete name=settings"},
      {"/functions/a/",              "none",               "none",            "none"                },
      {"/functions/a/invocations",
       "kind kind=invocations name=a",                     "invoke name=a",
       "not: POST GET"                                                                              },
      {"/functions/a/invocations/",  "not: POST",          "invoke name=a",   "not: POST"           },
      {"/functions/a/invocations//", "none",               "none",            "none"                },
      {"/functions/a/b",             "kind kind=b name=a", "not: GET",        "not: GET"            },
      {"/x/settings",                "any settings any=x", "not: GET",        "not: GET"            },
      {"//settings",                 "none",               "none",            "none"                },
      {"/Functions/a",               "none",               "none",            "none"                },
      {"/x",                         "none",               "none",            "none"                },
      {"",                           "none",               "none",            "none"                },
      {"functions/a",                "none",               "none",            "none"                },
      {"*",                          "none",               "none",            "none"                },
      {"//",                         "none",               "none",            "none"                },
  };
  const Names names = with_routes();

  for (const Row& row : rows) {
    EXPECT_EQ(describe(names.find("GET", row.path)), row.get) << "GET " << row.path;
    EXPECT_EQ(describe(names.find("POST", row.path)), row.post) << "POST " << row.path;
    EXPECT_EQ(describe(names.find("DELETE", row.path)), row.del) << "DELETE " << row.path;
  }
}

TEST(Router, ComparesMethodsExactly) {
  EXPECT_EQ(describe(with_routes().find("get", "/")), "not: GET");
}

TEST(Router, ALiteralWinsOverAParameterInWhicheverOrderTheyWereAdded) {
  for (const bool literal_first : {true, false}) {
    Names names;
    if (literal_first) names.add("GET", "/a/b", "literal");
    names.add("GET", "/a/{x}", "parameter");
    names.add("GET", "/{y}/b", "early parameter");
    if (!literal_first) names.add("GET", "/a/b", "literal");

    EXPECT_EQ(describe(names.find("GET", "/a/b")), "literal");
    EXPECT_EQ(describe(names.find("GET", "/a/c")), "parameter x=c");
    EXPECT_EQ(describe(names.find("GET", "/b/b")), "early parameter y=b");
  }
}

TEST(Router, TheFirstSegmentWherePatternsDifferDecides) {
  Names names;
  names.add("GET", "/{x}/b/c", "late literals");
  names.add("GET", "/a/{y}/{z}", "early literal");

  EXPECT_EQ(describe(names.find("GET", "/a/b/c")), "early literal y=b z=c");
}

TEST(Router, DecodesEachSegmentOnceAfterSplitting) {
  const Names names = with_routes();

  EXPECT_EQ(describe(names.find("GET", "/functions/a%2Fb")), "get name=a/b");
  EXPECT_EQ(describe(names.find("GET", "/functions/a%252Fb")), "get name=a%2Fb");
  EXPECT_EQ(describe(names.find("GET", "/functions/a+b")), "get name=a+b");
  EXPECT_EQ(describe(names.find("GET", "/%66unctions/a")), "get name=a");
  EXPECT_EQ(describe(names.find("GET", "/functions/%73ettings")), "settings");
  EXPECT_EQ(describe(names.find("GET", "/functions%2Fa")), "none");
  EXPECT_EQ(describe(names.find("GET", "/functions/%7Bname%7D")), "get name={name}");
}

TEST(Router, FindsNothingUnderABrokenEscape) {
  EXPECT_EQ(describe(with_routes().find("GET", "/functions/a%2")), "none");
  EXPECT_EQ(describe(with_routes().find("GET", "/functions/%zz")), "none");
}

TEST(Router, BracesWithoutANameAreLiteral) {
  Names names;
  names.add("GET", "/{}", "braces");

  EXPECT_EQ(describe(names.find("GET", "/{}")), "braces");
  EXPECT_EQ(describe(names.find("GET", "/a")), "none");
}

TEST(Router, NamesEachAllowedMethodOnce) {
  Names names;
  names.add("PUT", "/a", "1");
  names.add("PUT", "/{x}", "2");
  names.add("GET", "/a", "3");

  EXPECT_EQ(describe(names.find("POST", "/a")), "not: PUT GET");
}

TEST(Router, AnEmptyOneFindsNothing) {
  EXPECT_EQ(describe(Names().find("GET", "/")), "none");
}

TEST(Router, TargetsStayWhereTheyAre) {
  Names names;
  names.add("GET", "/0", "first");
  const auto before = names.find("GET", "/0");
  for (int i = 1; i < 100; ++i) {
    names.add("GET", "/" + std::to_string(i), "later");
  }
  EXPECT_EQ(describe(before), "first");
}

}  // namespace
}  // namespace lambent::http
