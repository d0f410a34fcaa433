#include "config/yaml_node.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Node parse(std::string_view text) {
  return parse_yaml(text, "t.yaml");
}
std::string error_in(std::string_view text) {
  return error_of([&] { parse(text); });
}

// A node in one line: scalars in quotes, maps in braces.
std::string print(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::Null: return "null";
    case Node::Kind::Scalar: return '"' + node.written() + '"';
    case Node::Kind::Sequence: {
      std::string text = "[";
      for (const Node& item : node.items()) {
        text += (text.size() > 1 ? "," : "") + print(item);
      }
      return text + "]";
    }
    case Node::Kind::Map: {
      std::string text = "{";
      for (const Member& member : node.members()) {
        text += (text.size() > 1 ? "," : "") + member.key + ":" + print(member.value);
      }
      return text + "}";
    }
  }
  return "";
}

TEST(YamlNode, ReadsEveryKind) {
  EXPECT_EQ(print(parse("a: 1\nb: [x, 'y', null, ~]\nc:\n  d: |\n    text\n")),
            R"({a:"1",b:["x","y",null,null],c:{d:"text
"}})");
  EXPECT_EQ(print(parse("")), "null");
  EXPECT_EQ(print(parse("# only a comment\n")), "null");
}

TEST(YamlNode, ReadsJsonWithTabsAndEscapes) {
  EXPECT_EQ(print(parse("{\n\t\"a\": \"x\\/y\\u00e4\\n\",\"b\":[1,true,null],\"c\":{}}")),
            "{a:\"x/yä\n\",b:[\"1\",\"true\",null],c:{}}");
}

TEST(YamlNode, KeepsPositionsFromOne) {
  const Node root = parse("a: 1\nb:\n  - x\n  - {c: !Ref D}\n");

  EXPECT_EQ(root.find("a")->place().print(), "t.yaml:1:4: a");
  EXPECT_EQ(root.find("b")->items()[0].place().print(), "t.yaml:3:5: b[0]");
  EXPECT_EQ(root.find("b")->items()[1].find("c")->place().print(), "t.yaml:4:9: b[1].c");
  EXPECT_EQ(root.members()[1].key_place.print(), "t.yaml:2:1: b");
}

TEST(YamlNode, KnowsQuotedFromPlain) {
  const Node root = parse("a: yes\nb: 'yes'\nc: \"1\"\nd: !!str 1\ne: !!int 1\n");

  EXPECT_FALSE(root.find("a")->is_quoted());
  EXPECT_TRUE(root.find("b")->is_quoted());
  EXPECT_TRUE(root.find("c")->is_quoted());
  EXPECT_TRUE(root.find("d")->is_quoted());
  EXPECT_FALSE(root.find("e")->is_quoted());
}

struct ShortForm {
  const char* written;
  const char* means;
};

TEST(YamlNode, TurnsEveryShortTagIntoItsLongForm) {
  for (const ShortForm& form : {
           ShortForm{"!Ref X",                  R"({Ref:"X"})"                      },
           {"!Condition X",            R"({Condition:"X"})"                },
           {"!GetAtt A.B",             R"({Fn::GetAtt:["A","B"]})"         },
           {"!GetAtt A.B.C",           R"({Fn::GetAtt:["A","B.C"]})"       },
           {"!GetAtt A",               R"({Fn::GetAtt:["A"]})"             },
           {"!GetAtt [A, B]",          R"({Fn::GetAtt:["A","B"]})"         },
           {"!Sub '${X}'",             R"({Fn::Sub:"${X}"})"               },
           {"!Sub ['${X}', {X: 1}]",   R"({Fn::Sub:["${X}",{X:"1"}]})"     },
           {"!Join ['', [a, !Ref B]]", R"({Fn::Join:["",["a",{Ref:"B"}]]})"},
           {"!If [C, 1, 2]",           R"({Fn::If:["C","1","2"]})"         },
           {"!Equals [a, b]",          R"({Fn::Equals:["a","b"]})"         },
           {"!Transform {Name: X}",    R"({Fn::Transform:{Name:"X"}})"     },
           {"!Base64 x",               R"({Fn::Base64:"x"})"               }
  }) {
    EXPECT_EQ(print(parse(form.written)), form.means) << form.written;
  }
}

TEST(YamlNode, PutsTheFunctionIntoThePathOfItsArguments) {
  const Node root = parse("T: !If [C, 15m, 2]\n");
  const Node* call = root.find("T")->find("Fn::If");

  EXPECT_EQ(root.find("T")->place().print(), "t.yaml:1:4: T");
  EXPECT_EQ(call->items()[1].place().print(), "t.yaml:1:12: T.Fn::If[1]");
}

TEST(YamlNode, CopiesAliasesAndMergesMaps) {
  EXPECT_EQ(print(parse("a: &x {k: 1}\nb: *x\n")), R"({a:{k:"1"},b:{k:"1"}})");
  EXPECT_EQ(print(parse("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n")),
            R"({a:{k:"1",l:"2"},b:{k:"3",l:"2"}})");
  EXPECT_EQ(print(parse("a: &x {k: 1}\nb: &y {l: 2}\nc:\n  <<: [*x, *y]\n")),
            R"({a:{k:"1"},b:{l:"2"},c:{k:"1",l:"2"}})");
  EXPECT_EQ(parse("a: &x {k: 1}\nb: *x\n").find("b")->find("k")->place().path(), "b.k");
}

TEST(YamlNode, RefusesAKeyGivenTwice) {
  EXPECT_EQ(error_in("R:\n  A: 1\n  B: 2\n  A: 3\n"),
            "t.yaml:4:3: R: key \"A\" was given before, in line 2");
  EXPECT_EQ(error_in("{\"a\": 1, \"a\": 2}"), "t.yaml:1:10: key \"a\" was given before, in line 1");
}

TEST(YamlNode, RefusesWhatIsNotATemplateLanguage) {
  EXPECT_EQ(error_in("? [a]\n: 1\n"), "t.yaml:1:3: expected a key, found a list or map");
  EXPECT_EQ(error_in("a: !!binary aGk=\n"),
            "t.yaml:1:4: a: YAML tag \"tag:yaml.org,2002:binary\" is not supported");
  EXPECT_EQ(error_in("a: 1\n---\nb: 2\n"), "t.yaml:2:1: expected one document, found a second");
  EXPECT_THAT(error_in("a: &x [*x]\n"), HasSubstr("expected an alias of a value that is complete"));
  EXPECT_THAT(error_in("a: *nobody\n"), StartsWith("t.yaml:1:4: "));
  EXPECT_EQ(error_in("b:\n  <<: 3\n"), "t.yaml:2:7: b.<<: expected a map to merge, found \"3\"");
}

TEST(YamlNode, SaysWhereJsonOrYamlStopsMakingSense) {
  EXPECT_THAT(error_in("{\"a\": 1,\n \"b\": [1, 2\n}"), StartsWith("t.yaml:3:1: "));
  EXPECT_THAT(error_in("a: 1\n b: 2\n"), StartsWith("t.yaml:2:3: "));
  EXPECT_THAT(error_in("a: \"x"), StartsWith("t.yaml:1:"));
}

TEST(YamlNode, FindsAQuoteThatIsNotClosed) {
  EXPECT_EQ(error_in("a: \"x\nb: 2\n"), "t.yaml:1:4: a quote is not closed");
  EXPECT_EQ(error_in("a: 'x\nb: 2\n"), "t.yaml:1:4: a quote is not closed");
  EXPECT_EQ(error_in("a: !Sub \"x\\\"\nb: 2\n"), "t.yaml:1:4: a quote is not closed");
  EXPECT_EQ(error_in("a: \"x\\\"\"\nb: |\n  \"\n"), "no error");
  EXPECT_EQ(error_in("\xef\xbb\xbf"
                     "a: &n 'x'"),
            "no error");
}

TEST(YamlNode, PutsAMissingValueAtItsKey) {
  const Node root = parse("a:\nb: ~\nc:\n  - d\n");

  EXPECT_EQ(root.find("a")->place().print(), "t.yaml:1:1: a");
  EXPECT_EQ(root.find("b")->place().print(), "t.yaml:2:4: b");
}

TEST(YamlNode, StopsAtADepth) {
  const std::string deepest =
      std::string(limits::kMaxConfigDepth, '[') + std::string(limits::kMaxConfigDepth, ']');
  EXPECT_EQ(error_in(deepest), "no error");
  EXPECT_THAT(error_in("[" + deepest + "]"), HasSubstr("nested deeper than 100 levels"));
  EXPECT_NE(error_in(std::string(100'000, '[')), "no error");
}

TEST(YamlNode, StopsABillionLaughs) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) {
      text += (k > 0 ? ", " : "") + last;
    }
    text += "]\n";
  }
  EXPECT_EQ(error_in(text), "t.yaml: more than 200000 values, aliases included");
}

TEST(YamlNode, StopsAtASize) {
  EXPECT_EQ(error_in(std::string(limits::kMaxConfigFile + 1, '#')),
            "t.yaml: expected at most 4194304 bytes, found 4194305");
}

}  // namespace
}  // namespace lambent::config
