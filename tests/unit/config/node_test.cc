#include "config/node.h"

#include <gtest/gtest.h>

#include "config/read.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

const Place kPlace = Place("t.yaml").at(4, 16).member("A").member("B").item(0);

Node plain(const char* text) {
  return Node::scalar(kPlace, text, false);
}
Node text(const char* written) {
  return Node::scalar(kPlace, written);
}

TEST(Place, PrintsFilePositionAndPath) {
  EXPECT_EQ(kPlace.print(), "t.yaml:4:16: A.B[0]");
  EXPECT_EQ(Place("--port").print(), "--port");
  EXPECT_EQ(Place("--x").member("K").print(), "--x: K");
  EXPECT_EQ(Place().member("K").print(), "K");
}

TEST(Node, FailsWithPlaceRuleAndValue) {
  EXPECT_EQ(error_of([] { plain("15m").fail("expected a number"); }),
            "t.yaml:4:16: A.B[0]: expected a number, found \"15m\"");
  EXPECT_EQ(error_of([] { Node::null(kPlace).fail("expected a number"); }),
            "t.yaml:4:16: A.B[0]: expected a number, found nothing");
  EXPECT_EQ(error_of([] { Node::sequence(kPlace, {}).fail("expected a number"); }),
            "t.yaml:4:16: A.B[0]: expected a number, found a list");
  EXPECT_EQ(error_of([] { Node::map(kPlace, {}).fail("expected a number"); }),
            "t.yaml:4:16: A.B[0]: expected a number, found a map");
}

TEST(Node, SeesUnquotedScalarsAsTheServiceDoes) {
  EXPECT_EQ(plain("yes").text(), "true");
  EXPECT_EQ(plain("Off").text(), "false");
  EXPECT_EQ(plain("0x1F").text(), "31");
  EXPECT_EQ(plain("1.50").text(), "1.50");
  EXPECT_EQ(plain("2020-01-01").text(), "2020-01-01");
  EXPECT_EQ(text("yes").text(), "yes");
  EXPECT_EQ(text("0x1F").text(), "0x1F");
}

TEST(Node, ReadsWholeNumbersQuotedOrNot) {
  EXPECT_EQ(plain("30").whole_number(), 30);
  EXPECT_EQ(text("30").whole_number(), 30);
  EXPECT_EQ(text("-3").whole_number(), -3);
  for (const Node& node : {plain("15m"),
                           text("15m"),
                           plain("1.5"),
                           text(""),
                           text(" 3"),
                           text("0x1F"),
                           Node::null(kPlace),
                           Node::sequence(kPlace, {})}) {
    EXPECT_EQ(node.whole_number(), std::nullopt) << node.describe();
  }
}

TEST(Node, ReadsBooleansQuotedOrNot) {
  EXPECT_EQ(plain("on").boolean(), true);
  EXPECT_EQ(plain("false").boolean(), false);
  EXPECT_EQ(text("true").boolean(), true);
  EXPECT_EQ(text("false").boolean(), false);
  EXPECT_EQ(text("on").boolean(), std::nullopt);
  EXPECT_EQ(Node::map(kPlace, {}).boolean(), std::nullopt);
}

TEST(Node, ComparesByValue) {
  const Node list = Node::sequence(kPlace, {plain("yes"), text("a")});
  const Node same = Node::sequence(Place(), {text("true"), plain("a")});

  EXPECT_TRUE(same_value(list, same));
  EXPECT_FALSE(same_value(list, Node::sequence(kPlace, {text("a")})));
  EXPECT_FALSE(same_value(list, text("a")));
  EXPECT_TRUE(same_value(Node::map(kPlace,
                                   {
                                       {"a", kPlace, list  },
                                       {"b", kPlace, Node()}
  }),
                         Node::map(kPlace, {{"b", kPlace, Node()}, {"a", kPlace, same}})));
  EXPECT_FALSE(same_value(Node::map(kPlace,
                                    {
                                        {"a", kPlace, list}
  }),
                          Node::map(kPlace, {{"b", kPlace, list}})));
}

TEST(Node, KeepsPositionsInsideButFollowsThePathWhenMoved) {
  const Node list = Node::sequence(kPlace, {plain("x")});
  const Node moved = list.moved_to(Place("u.yaml").at(1, 2).member("Z"));

  EXPECT_EQ(moved.place().print(), "u.yaml:1:2: Z");
  EXPECT_EQ(moved.items()[0].place().path(), "Z[0]");
}

TEST(Read, RefusesAnUnresolvedExpressionWithItsReason) {
  const Node node = text("${X}").unresolved_because("Fn::Transform is not supported");

  EXPECT_EQ(error_of([&] { read_text(node, "expected text"); }),
            "t.yaml:4:16: A.B[0]: Fn::Transform is not supported");
}

TEST(Read, TakesOnlyTheKindItWants) {
  EXPECT_EQ(read_text(plain("7"), "r"), "7");
  EXPECT_EQ(read_whole_number(plain("7"), kTimeoutRule), 7);
  EXPECT_TRUE(read_boolean(plain("yes")));
  EXPECT_NE(error_of([] { read_text(Node::map(kPlace, {}), "r"); }), "no error");
  EXPECT_NE(error_of([] { read_whole_number(plain("0"), kTimeoutRule); }), "no error");
  EXPECT_NE(error_of([] { read_boolean(plain("maybe")); }), "no error");
  EXPECT_NE(error_of([] { read_list(plain("a"), "r"); }), "no error");
  EXPECT_NE(error_of([] { read_map(plain("a"), "r"); }), "no error");
  EXPECT_NE(error_of([] { read_text_map(Node::sequence(kPlace, {}), "r"); }), "no error");
}

}  // namespace
}  // namespace lambent::config
