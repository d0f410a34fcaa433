#include "config/names.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lambent::config {
namespace {

struct Form {
  std::string text;
  FunctionRef ref;
};

constexpr const char* kAccount = "123456789012";

// Every form of invoke-api.md §0.5, without and with a qualifier.
std::vector<Form> forms() {
  const std::vector<Form> bare{
      {"my-fn",                                                {.name = "my-fn"}                       },
      {"function:my-fn",                                       {.name = "my-fn"}                       },
      {"123456789012:my-fn",                                   {.account = kAccount, .name = "my-fn"}  },
      {"123456789012:function:my-fn",                          {.account = kAccount, .name = "my-fn"}  },
      {"us-east-1:my-fn",                                      {.region = "us-east-1", .name = "my-fn"}},
      {"us-east-1:123456789012:function:my-fn",
       {.region = "us-east-1", .account = kAccount, .name = "my-fn"}                                   },
      {"arn:aws:lambda:us-east-1:123456789012:function:my-fn",
       {.partition = "aws", .region = "us-east-1", .account = kAccount, .name = "my-fn"}               },
      {"arn:aws-cn:lambda:cn-north-1:123456789012:my-fn",
       {.partition = "aws-cn", .region = "cn-north-1", .account = kAccount, .name = "my-fn"}           },
      {"arn:aws:lambda:function:my-fn",                        {.partition = "aws", .name = "my-fn"}   },
      {"arn::lambda:my-fn",                                    {.partition = "", .name = "my-fn"}      },
  };
  std::vector<Form> all;
  for (const Form& form : bare) {
    all.push_back(form);
    for (const char* qualifier : {"prod", "3", "$LATEST", "$LATEST.PUBLISHED", "a_b-C"}) {
      Form qualified = form;
      qualified.text += std::string(":") + qualifier;
      qualified.ref.qualifier = qualifier;
      all.push_back(qualified);
    }
  }
  return all;
}

TEST(Names, ReadsEveryFormWithAndWithoutQualifier) {
  for (const Form& form : forms()) {
    EXPECT_EQ(parse_function_ref(form.text), form.ref) << form.text;
  }
}

TEST(Names, ReadsTheWordFunctionAloneAsAFunction) {
  EXPECT_EQ(parse_function_ref("function"), FunctionRef{.name = "function"});
  EXPECT_EQ(parse_function_ref("function:"), FunctionRef{.name = "function"});
  EXPECT_EQ(parse_function_ref("function:function"), FunctionRef{.name = "function"});
  EXPECT_EQ(parse_function_ref("123456789012:function"),
            (FunctionRef{.account = kAccount, .name = "function"}));
}

TEST(Names, PrefersThePrefixAsARegularExpressionDoes) {
  EXPECT_EQ(parse_function_ref("function:prod"), FunctionRef{.name = "prod"});
  EXPECT_EQ(parse_function_ref("123456789012"), FunctionRef{.name = "123456789012"});
  EXPECT_EQ(parse_function_ref("us-east-1"), FunctionRef{.name = "us-east-1"});
  EXPECT_EQ(parse_function_ref("123456789012:$LATEST"),
            (FunctionRef{.name = "123456789012", .qualifier = "$LATEST"}));
}

TEST(Names, KnowsTheShapesOfRegions) {
  for (const char* region : {"eu-central-1",
                             "us-gov-west-1",
                             "us-iso-east-1",
                             "us-isob-east-1",
                             "eusc-de-east-1",
                             "us-gov-1",
                             "me-x-9"}) {
    const std::optional<FunctionRef> ref = parse_function_ref(std::string(region) + ":f");
    ASSERT_TRUE(ref) << region;
    EXPECT_EQ(ref->region, region);
  }
  for (const char* other : {"us-east-10",
                            "us-east",
                            "US-east-1",
                            "use-east-1",
                            "us--1",
                            "us-e1-1",
                            "us-gov-west-",
                            "eusc-east-1"}) {
    const std::optional<FunctionRef> ref =
        parse_function_ref(std::string(other) + ":123456789012:f");
    EXPECT_FALSE(ref) << other;
  }
}

TEST(Names, RefusesWhatDoesNotMatchAsAWhole) {
  for (const char* text : {"",
                           "*",
                           "my-function!",
                           "my fn",
                           "my-fn:",
                           ":my-fn",
                           "my-fn:prod:extra",
                           "my-fn:$latest",
                           "my-fn:$LATES",
                           "my-fn:$LATEST.",
                           "my-fn:a.b",
                           "invalid:function:name",
                           "function:my-function:$LATEST:extra",
                           "function::",
                           "12345678901:function:my-fn",
                           "1234567890123:function:my-fn",
                           "arn:aws:lambda",
                           "arn:aws:s3:us-east-1:123456789012:function:my-fn",
                           "arn:other:lambda:us-east-1:123456789012:function:my-fn",
                           "arn:aws1:lambda:us-east-1:123456789012:function:my-fn",
                           "arn:aws:lambda:us-east-1:123456789012:function:",
                           "arn:aws:lambda:us-east-1:123456789012:function:my-fn:$LATES",
                           "arn:aws:lambda:us-east-1:123456789012:layer:my-fn:3",
                           "arn:aws:lambda:nowhere:123456789012:function:my-fn"}) {
    EXPECT_EQ(parse_function_ref(text), std::nullopt) << text;
    EXPECT_EQ(parse_create_ref(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_function_ref(std::string_view("a\0b", 3)), std::nullopt);
}

TEST(Names, AllowsDotsAndPublishedOnlyWhereFunctionsAreRead) {
  EXPECT_EQ(parse_function_ref("a.b"), FunctionRef{.name = "a.b"});
  EXPECT_EQ(parse_create_ref("a.b"), std::nullopt);
  EXPECT_TRUE(parse_function_ref("f:$LATEST.PUBLISHED"));
  EXPECT_FALSE(parse_create_ref("f:$LATEST.PUBLISHED"));
  EXPECT_EQ(parse_create_ref("f:$LATEST"), (FunctionRef{.name = "f", .qualifier = "$LATEST"}));
  EXPECT_FALSE(parse_create_ref("function:"));
}

TEST(Names, TakesAMegabyteInOneGo) {
  EXPECT_TRUE(parse_function_ref(std::string(1'000'000, 'a')));
  EXPECT_FALSE(parse_function_ref(std::string(1'000'000, ':')));
  EXPECT_FALSE(parse_function_ref(std::string(1'000'000, 'a') + "!"));
}

TEST(Names, TellsQualifiersFromOtherText) {
  for (const char* good : {"$LATEST", "$LATEST.PUBLISHED", "1", "prod", "a-b_c", "$latest", "$"}) {
    EXPECT_TRUE(is_valid_qualifier(good)) << good;
  }
  for (const char* bad :
       {"", "a.b", "a b", "invalid-qualifier-with-?-char", "$LATEST.OTHER", "ä"}) {
    EXPECT_FALSE(is_valid_qualifier(bad)) << bad;
  }
}

TEST(Names, TellsTheKindsOfQualifiers) {
  EXPECT_EQ(kind_of("$LATEST"), QualifierKind::Latest);
  EXPECT_EQ(kind_of("1"), QualifierKind::Version);
  EXPECT_EQ(kind_of("0017"), QualifierKind::Version);
  EXPECT_EQ(kind_of("prod"), QualifierKind::Alias);
  EXPECT_EQ(kind_of("1a"), QualifierKind::Alias);
  EXPECT_EQ(kind_of("$latest"), QualifierKind::Alias);
}

TEST(Names, PrintsArns) {
  EXPECT_EQ(function_arn("aws", "us-east-1", kAccount, "f"),
            "arn:aws:lambda:us-east-1:123456789012:function:f");
  EXPECT_EQ(function_arn("aws-cn", "cn-north-1", kAccount, "f", "prod"),
            "arn:aws-cn:lambda:cn-north-1:123456789012:function:f:prod");
}

TEST(Names, ReadsWhatItPrints) {
  const std::optional<FunctionRef> ref =
      parse_function_ref(function_arn("aws", "eu-west-1", kAccount, "f", "3"));

  EXPECT_EQ(ref,
            (FunctionRef{.partition = "aws",
                         .region = "eu-west-1",
                         .account = kAccount,
                         .name = "f",
                         .qualifier = "3"}));
}

// The texts that errors quote, letter by letter.  Source: invoke-api.md §0.5.
TEST(Names, QuotesThePatternsOfTheService) {
  EXPECT_EQ(
      kReadNamePattern,
      R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)");
  EXPECT_EQ(
      kCreateNamePattern,
      R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)");
  EXPECT_EQ(kQualifierPattern, R"(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)");
}

}  // namespace
}  // namespace lambent::config
