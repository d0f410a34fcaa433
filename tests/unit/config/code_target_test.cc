#include "config/code_target.h"

#include <gtest/gtest.h>

#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

TEST(LooksLikeCode, TellsPathsFromFunctionNames) {
  for (const char* code : {"app.py:handler",
                           "path/app.py:handler",
                           "folder:app.handler",
                           "path/to/folder:app.handler",
                           ".:app.handler",
                           "./app.py",
                           "app.py",
                           "code.zip:app.handler",
                           "../x:handler",
                           ".."}) {
    EXPECT_TRUE(looks_like_code(code)) << code;
  }
  for (const char* name : {"Hello",
                           "hello-dev",
                           "hello:prod",
                           "hello:3",
                           "hello:$LATEST",
                           "function:hello",
                           "123456789012:function:hello",
                           "us-east-1:123456789012:function:a.b",
                           "arn:aws:lambda:us-east-1:123456789012:function:hello",
                           "arn:aws:lambda:us-east-1:123456789012:function:a.b",
                           ""}) {
    EXPECT_FALSE(looks_like_code(name)) << name;
  }
}

class FunctionFromCode : public testing::Test {
 protected:
  FunctionFromCode() {
    project_.write("src/my_app.py", "");
    project_.write("src/pkg/inner.py", "");
    project_.write("src/two.parts.py", "");
    project_.write("bundle.v2.zip", "PK");
    project_.write("my folder/app.py", "");
  }
  FunctionConfig from(const std::string& target) const {
    return function_from_code((project_ / target).string());
  }
  std::string error_in(const std::string& target) const {
    const std::string message = error_of([&] { from(target); });
    const std::string prefix = (project_ / target).string() + ": ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
  }

  Project project_;
};

TEST_F(FunctionFromCode, RunsAFileInItsFolderUnderItsName) {
  const FunctionConfig function = from("src/my_app.py:handler");

  EXPECT_EQ(function.code, project_ / "src");
  EXPECT_EQ(function.handler, "my_app.handler");
  EXPECT_EQ(function.name, "my_app");
  EXPECT_EQ(function.logical_id, "my_app");
  EXPECT_TRUE(validate(function).empty());
}

TEST_F(FunctionFromCode, RunsAHandlerInAFolder) {
  const FunctionConfig function = from("src:pkg.inner.handler");

  EXPECT_EQ(function.code, project_ / "src");
  EXPECT_EQ(function.handler, "pkg.inner.handler");
  EXPECT_EQ(function.name, "src");
  EXPECT_EQ(from("src/:my_app.handler").name, "src");
}

TEST_F(FunctionFromCode, MakesANameThatIsAllowed) {
  EXPECT_EQ(from("my folder:app.handler").name, "my-folder");
  EXPECT_EQ(from("bundle.v2.zip:app.handler").name, "bundle-v2");
  EXPECT_EQ(from("bundle.v2.zip:app.handler").code, project_ / "bundle.v2.zip");
  project_.write(std::string(100, 'x') + "/app.py", "");
  EXPECT_EQ(from(std::string(100, 'x') + ":app.handler").name, std::string(64, 'x'));
}

TEST_F(FunctionFromCode, TakesAModuleForAFileOrAPackage) {
  EXPECT_EQ(from("src:pkg/inner.handler").handler, "pkg/inner.handler");
  EXPECT_EQ(from("src:pkg.handler").handler, "pkg.handler");
  EXPECT_EQ(error_in("src:pkg.other.handler"), "there is no module \"pkg.other\" in that folder");
}

TEST_F(FunctionFromCode, SaysInOneSentenceWhatIsMissing) {
  EXPECT_EQ(error_in("src/none.py:handler"), "there is no such file");
  EXPECT_EQ(error_in("none:app.handler"), "there is no such folder or .zip file");
  EXPECT_EQ(error_in("src/my_app.py"), "expected a handler, such as app.py:handler");
  EXPECT_EQ(error_in("src/my_app.py:"), "expected a handler, such as app.py:handler");
  EXPECT_EQ(error_in("src"), "expected a handler, such as folder:app.handler");
  EXPECT_EQ(error_in("src:handler"),
            "expected MODULE.FUNCTION behind the colon, found \"handler\"");
  EXPECT_EQ(error_in("src/my_app.py:app.handler"),
            "expected the name of a function behind the colon, found \"app.handler\"");
  EXPECT_EQ(error_in("src/two.parts.py:handler"),
            "expected a module name without a dot, found \"two.parts\"");
  EXPECT_EQ(error_in("src/my_app.py:han dler"),
            "expected 1 to 128 characters without blanks, such as app.handler, found "
            "\"my_app.han dler\"");
  EXPECT_EQ(error_of([] { function_from_code(":app.handler"); }),
            ":app.handler: expected a path before the colon");
}

}  // namespace
}  // namespace lambent::config
