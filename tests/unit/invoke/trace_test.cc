// The trace header of an event; invoke-api.md §1.1, runtime-api.md §1.4.
#include "invoke/trace.h"

#include <regex>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace lambent::invoke {
namespace {

constexpr std::string_view kRoot = "1-669f2d13-c6867523289ee374e75f22bf";
constexpr base::WallTime kNow{std::chrono::seconds{0x669f2d13}};

std::string header_for(std::string_view from_caller) {
  base::SeededIds ids(7);
  return trace_header(from_caller, kNow, ids);
}

bool matches(const std::string& header, const std::string& pattern) {
  return std::regex_match(header, std::regex(pattern));
}

TEST(TraceHeader, IsMadeWhenTheCallerSentNone) {
  const std::string header = header_for("");

  EXPECT_TRUE(matches(header, "Root=1-669f2d13-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0"))
      << header;
}

TEST(TraceHeader, IsNewEachTime) {
  base::SeededIds ids(7);
  EXPECT_NE(trace_header("", kNow, ids), trace_header("", kNow, ids));
}

TEST(TraceHeader, KeepsTheCallersRootAndMakesTheParent) {
  const std::string header =
      header_for("Root=" + std::string(kRoot) + ";Parent=644a89f7bc5b683d;Sampled=1");

  EXPECT_TRUE(
      matches(header, "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=[0-9a-f]{16};Sampled=1"))
      << header;
  EXPECT_EQ(header.find("644a89f7bc5b683d"), std::string::npos);
}

struct Row {
  const char* from_caller;
  const char* after_parent;
};

TEST(TraceHeader, ReadsEveryFormOfTheHeader) {
  const Row rows[] = {
      {"Root=1-669f2d13-c6867523289ee374e75f22bf",                       ";Sampled=0"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=1",             ";Sampled=1"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=0",             ";Sampled=0"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=?",             ";Sampled=0"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=",              ";Sampled=0"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=11",            ";Sampled=0"            },
      {"Sampled=1;Root=1-669f2d13-c6867523289ee374e75f22bf",             ";Sampled=1"            },
      {"root=1-669f2d13-c6867523289ee374e75f22bf;sampled=1",             ";Sampled=1"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf; Sampled=1",            ";Sampled=1"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;;Sampled=1;",           ";Sampled=1"            },
      {"Self=x;Root=1-669f2d13-c6867523289ee374e75f22bf;NotSampled=1",   ";Sampled=0"            },
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Lineage=1:1466d6d1:0",
       ";Sampled=0;Lineage=1:1466d6d1:0"                                                         },
      {"Lineage=a:b;Sampled=1;Root=1-669f2d13-c6867523289ee374e75f22bf", ";Sampled=1;Lineage=a:b"},
      {"Root=1-669f2d13-c6867523289ee374e75f22bf;Lineage=",              ";Sampled=0"            },
  };
  for (const Row& row : rows) {
    const std::string header = header_for(row.from_caller);
    EXPECT_TRUE(header.starts_with("Root=1-669f2d13-c6867523289ee374e75f22bf;Parent="))
        << row.from_caller << " → " << header;
    const std::size_t parent = header.find(";Parent=");
    EXPECT_EQ(header.substr(parent + 8 + 16), row.after_parent) << row.from_caller;
  }
}

TEST(TraceHeader, ReplacesARootThatIsNone) {
  for (const char* root : {"",
                           "x",
                           "1",
                           "1-",
                           "2-669f2d13-c6867523289ee374e75f22bf",
                           "1-669f2d1-c6867523289ee374e75f22bff",
                           "1-669f2d133-c6867523289ee374e75f22b",
                           "1-669f2d13-c6867523289ee374e75f22b",
                           "1-669f2d13-c6867523289ee374e75f22bff",
                           "1-669f2d1g-c6867523289ee374e75f22bf",
                           "1-669f2d13-c6867523289ee374e75f22bg",
                           "1-669f2d13_c6867523289ee374e75f22bf",
                           "1-669f2d13-c6867523289ee374e75f22bf ",
                           " 1-669f2d13-c6867523289ee374e75f22bf"}) {
    const std::string header = header_for("Root=" + std::string(root) + ";Sampled=1");
    EXPECT_TRUE(matches(header, "Root=1-669f2d13-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1"))
        << root << " → " << header;
    EXPECT_EQ(header.find(kRoot), std::string::npos) << root;
  }
}

TEST(TraceHeader, SurvivesAnythingElse) {
  for (const char* text : {";", "=", ";;;", "=;=", "Root", "Root;Sampled", "   ", "a=b=c;d"}) {
    EXPECT_TRUE(
        matches(header_for(text), "Root=1-669f2d13-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0"))
        << text;
  }
}

}  // namespace
}  // namespace lambent::invoke
