// Flags over variables over lambent.toml over samconfig.toml over defaults.
#include "api/cli/load_settings.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "config/error.h"

namespace lambent::cli {
namespace {

namespace fs = std::filesystem;
using Variables = std::map<std::string, std::string>;

class LoadSettings : public ::testing::Test {
 protected:
  LoadSettings() {
    std::string pattern = (fs::temp_directory_path() / "lambent-settings-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    line_.command = Command::Serve;
  }
  ~LoadSettings() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    return folder_ / name;
  }

  fs::path samconfig(const std::string& port, const std::string& environment = "default") {
    return write("samconfig.toml",
                 "version = 0.1\n[" + environment +
                     ".local_start_lambda.parameters]\nport = " + port + "\n");
  }

  int port(const Variables& variables = {}) { return load_settings(line_, variables).port; }

  fs::path folder_;
  CommandLine line_;
};

TEST_F(LoadSettings, EachSourceIsStrongerThanTheOneBefore) {
  line_.samconfig = samconfig("3101");
  EXPECT_EQ(port(), 3101);

  line_.config = write("lambent.toml", "port = 3102\n");
  EXPECT_EQ(port(), 3102);

  EXPECT_EQ(port({
                {"LAMBENT_PORT", "3103"}
  }),
            3103);

  line_.settings.port = 3104;
  EXPECT_EQ(port({
                {"LAMBENT_PORT", "3103"}
  }),
            3104);
}

TEST_F(LoadSettings, OfLogsAreThoseOfTheDaemonItReads) {
  line_.command = Command::Logs;
  line_.samconfig = samconfig("3101");

  EXPECT_EQ(port(), 3101);
}

TEST_F(LoadSettings, OfStartApiLeaveTheServiceApiAFreePort) {
  line_.command = Command::StartApi;
  EXPECT_EQ(port(), 0);

  line_.settings.port = 3107;
  EXPECT_EQ(port(), 3107);
}

TEST_F(LoadSettings, FindsSamconfigBesideTheTemplateWhoeverNamesIt) {
  samconfig("3101");

  line_.settings.template_file = folder_ / "template.yaml";
  EXPECT_EQ(port(), 3101);

  line_.settings.template_file.reset();
  EXPECT_EQ(port({
                {"LAMBENT_TEMPLATE", (folder_ / "template.yaml").string()}
  }),
            3101);

  line_.config = write("lambent.toml", "template = \"template.yaml\"\n");
  EXPECT_EQ(port(), 3101);
}

TEST_F(LoadSettings, ReadsTheEnvironmentOfSamconfigThatWasNamed) {
  line_.samconfig = samconfig("3105", "staging");
  EXPECT_EQ(port(), 3001);

  line_.samconfig_environment = "staging";
  EXPECT_EQ(port(), 3105);
}

TEST_F(LoadSettings, RefusesANamedFileThatIsNotThere) {
  line_.config = folder_ / "nothing.toml";
  EXPECT_THROW(port(), config::Error);
  line_.config.reset();
  line_.samconfig = folder_ / "nothing.toml";
  EXPECT_THROW(port(), config::Error);
}

}  // namespace
}  // namespace lambent::cli
