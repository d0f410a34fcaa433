#include "config/toml_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::StartsWith;

Node parse(std::string_view text) {
  return parse_toml(text, "l.toml");
}

TEST(TomlNode, ReadsEveryKind) {
  const Node root = parse(
      "text = \"3\"\nnumber = 3\nhalf = 0.5\nyes = true\nday = 2026-01-02\nat = 07:08:09\n"
      "list = [1, \"a\"]\n[table]\nkey = 1\n");

  EXPECT_TRUE(root.find("text")->is_quoted());
  EXPECT_EQ(root.find("number")->whole_number(), 3);
  EXPECT_EQ(root.find("half")->written(), "0.5");
  EXPECT_EQ(root.find("yes")->boolean(), true);
  EXPECT_EQ(root.find("day")->written(), "2026-01-02");
  EXPECT_EQ(root.find("at")->written(), "07:08:09");
  EXPECT_EQ(root.find("list")->items().size(), 2U);
  EXPECT_EQ(root.find("table")->find("key")->whole_number(), 1);
}

TEST(TomlNode, KeepsPositionsAndTheOrderOfTheFile) {
  const Node root = parse("z = 1\na = [2, 3]\n");

  EXPECT_EQ(root.members()[0].key, "z");
  EXPECT_EQ(root.members()[1].key_place.print(), "l.toml:2:1: a");
  EXPECT_EQ(root.find("a")->items()[1].place().print(), "l.toml:2:9: a[1]");
}

TEST(TomlNode, SaysWhereItStopsMakingSense) {
  EXPECT_THAT(error_of([] { parse("a = 1\nb = = 2\n"); }), StartsWith("l.toml:2:5: "));
  EXPECT_THAT(error_of([] { parse("a = 1\na = 2\n"); }), StartsWith("l.toml:2:"));
}

}  // namespace
}  // namespace lambent::config
