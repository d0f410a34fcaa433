// Where Python is looked for, in which order, and what is believed.
#include "emulator/process/interpreter.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/error.h"

namespace lambent::process {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// --- the list ------------------------------------------------------------------------------------

using Folders = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> candidates(const InterpreterQuery& query, const Folders& folders = {}) {
  const auto list = [&folders](const fs::path& folder) {
    const auto found = folders.find(folder.string());
    return found == folders.end() ? std::vector<std::string>{} : found->second;
  };
  std::vector<std::string> lines;
  for (const InterpreterCandidate& candidate : interpreter_candidates(query, list)) {
    lines.push_back(candidate.origin + (candidate.named ? "! " : " ") + candidate.path.string());
  }
  return lines;
}

TEST(InterpreterCandidates, AnExplicitPathIsTheOnlyOne) {
  const InterpreterQuery query{
      "/opt/python", {{"LAMBENT_PYTHON", "/other"}, {"PATH", "/usr/bin"}}
  };

  EXPECT_THAT(candidates(query), ElementsAre("--python! /opt/python"));
}

TEST(InterpreterCandidates, LambentPythonIsTheOnlyOneWithoutAFlag) {
  const InterpreterQuery query{
      std::nullopt, {{"LAMBENT_PYTHON", "/other"}, {"VIRTUAL_ENV", "/venv"}}
  };

  EXPECT_THAT(candidates(query), ElementsAre("LAMBENT_PYTHON! /other"));
}

TEST(InterpreterCandidates, AnEmptyLambentPythonIsAsGoodAsNone) {
  EXPECT_THAT(candidates({
                  std::nullopt, {{"LAMBENT_PYTHON", ""}, {"PATH", "/usr/bin"}}
  }),
              ElementsAre("PATH /usr/bin/python3.12"));
}

TEST(InterpreterCandidates, ABareNameIsLookedForOnPath) {
  EXPECT_THAT(candidates({"python3", {{"PATH", "/a:/b"}}}),
              ElementsAre("--python! /a/python3", "--python! /b/python3"));
}

TEST(InterpreterCandidates, ComeAsVirtualEnvironmentThenPathThenPyenvThenUv) {
  const InterpreterQuery query{
      std::nullopt,
      {{"VIRTUAL_ENV", "/venv"}, {"PATH", "/a:/b"}, {"HOME", "/home/ada"}, {"SHELL", "/bin/sh"}}
  };
  const Folders folders{
      {"/home/ada/.pyenv/versions",        {"3.12.1"}                         },
      {"/home/ada/.local/share/uv/python", {"cpython-3.12.4-linux-x86_64-gnu"}},
  };

  EXPECT_THAT(candidates(query, folders),
              ElementsAre("VIRTUAL_ENV /venv/bin/python",
                          "PATH /a/python3.12",
                          "PATH /b/python3.12",
                          "pyenv /home/ada/.pyenv/versions/3.12.1/bin/python3.12",
                          "uv /home/ada/.local/share/uv/python/"
                          "cpython-3.12.4-linux-x86_64-gnu/bin/python3.12"));
}

TEST(InterpreterCandidates, TakeTheNewestPatchFirstByNumber) {
  const InterpreterQuery query{std::nullopt, {{"PYENV_ROOT", "/p"}}};
  const Folders folders{
      {"/p/versions", {"3.12.1", "3.12.10", "3.13.0", "3.12.9", "3.11.7", "3.12-dev", "3.12."}}
  };

  EXPECT_THAT(candidates(query, folders),
              ElementsAre("pyenv /p/versions/3.12.10/bin/python3.12",
                          "pyenv /p/versions/3.12.9/bin/python3.12",
                          "pyenv /p/versions/3.12.1/bin/python3.12"));
}

TEST(InterpreterCandidates, SkipPyenvsShimsOnPath) {
  EXPECT_THAT(candidates({
                  std::nullopt, {{"PYENV_ROOT", "/p"}, {"PATH", "/p/shims:/usr/bin"}}
  }),
              ElementsAre("PATH /usr/bin/python3.12"));
  EXPECT_THAT(candidates({
                  std::nullopt, {{"HOME", "/h"}, {"PATH", "/h/.pyenv/shims:/usr/bin"}}
  }),
              ElementsAre("PATH /usr/bin/python3.12"));
}

TEST(InterpreterCandidates, SkipRelativeAndEmptyFoldersOnPath) {
  EXPECT_THAT(candidates({std::nullopt, {{"PATH", ":bin:/usr/bin:."}}}),
              ElementsAre("PATH /usr/bin/python3.12"));
}

TEST(InterpreterCandidates, FollowTheFoldersOfUv) {
  const Folders folders{
      {"/uv",             {"cpython-3.12.8-linux"}},
      {"/data/uv/python", {"cpython-3.12.7-linux"}}
  };

  EXPECT_THAT(candidates(
                  {
                      std::nullopt, {{"UV_PYTHON_INSTALL_DIR", "/uv"}, {"HOME", "/h"}}
  },
                  folders),
              ElementsAre("uv /uv/cpython-3.12.8-linux/bin/python3.12"));
  EXPECT_THAT(candidates(
                  {
                      std::nullopt, {{"XDG_DATA_HOME", "/data"}, {"HOME", "/h"}}
  },
                  folders),
              ElementsAre("uv /data/uv/python/cpython-3.12.7-linux/bin/python3.12"));
}

TEST(InterpreterCandidates, AreNoneInAnEmptyWorld) {
  EXPECT_THAT(candidates({std::nullopt, {}}), IsEmpty());
}

// --- the choice: shell scripts stand for interpreters --------------------------------------------

class FindInterpreter : public ::testing::Test {
 protected:
  FindInterpreter() {
    std::string pattern = (fs::temp_directory_path() / "lambent-python-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FindInterpreter() override { fs::remove_all(folder_); }

  fs::path script(const fs::path& name, const std::string& body) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }

  fs::path python(const fs::path& name, const std::string& version) {
    return script(name, "printf '\\nlambent " + version + " '; echo \"$0\"");
  }

  std::string path_of(std::initializer_list<const char*> names) const {
    std::string path;
    for (const char* name : names)
      path += (folder_ / name).string() + ":";
    return path + "/usr/bin:/bin";
  }

  /// What a refused query says.
  static std::string refusal(const InterpreterQuery& query) {
    try {
      find_interpreter(query);
    } catch (const config::Error& error) {
      return error.what();
    }
    return "(nothing was refused)";
  }

  fs::path folder_;
};

TEST_F(FindInterpreter, PassesOverOneThatDoesNotRun) {
  script("broken/python3.12", "echo 'python3.12: command not found' >&2; exit 127");
  const fs::path good = python("good/python3.12", "3.12.7");

  const Interpreter found =
      find_interpreter({std::nullopt, {{"PATH", path_of({"broken", "good"})}}});

  EXPECT_EQ(found.path, good);
  EXPECT_EQ(found.version, "3.12.7");
  EXPECT_THAT(found.notices, IsEmpty());
}

TEST_F(FindInterpreter, PassesOverOneThatIsNotAProgram) {
  fs::create_directories(folder_ / "folder/python3.12");
  fs::create_directories(folder_ / "text");
  std::ofstream(folder_ / "text/python3.12") << "text";
  const fs::path good = python("good/python3.12", "3.12.7");

  EXPECT_EQ(find_interpreter({std::nullopt, {{"PATH", path_of({"folder", "text", "good"})}}}).path,
            good);
}

TEST_F(FindInterpreter, PassesOverAnotherVersionUnlessNamed) {
  python("old/python3.12", "3.11.7");
  const fs::path good = python("good/python3.12", "3.12.7");

  EXPECT_EQ(find_interpreter({std::nullopt, {{"PATH", path_of({"old", "good"})}}}).path, good);
}

TEST_F(FindInterpreter, TakesTheInterpreterBehindAShim) {
  script("shims/python3.12", "printf '\\nlambent 3.12.7 /real/python3.12\\n'");

  EXPECT_EQ(find_interpreter({std::nullopt, {{"PATH", path_of({"shims"})}}}).path,
            "/real/python3.12");
}

TEST_F(FindInterpreter, SaysWhyAVirtualEnvironmentWasPassedOver) {
  const fs::path old = python("venv/bin/python", "3.13.0");
  python("good/python3.12", "3.12.7");

  const Interpreter found = find_interpreter({
      std::nullopt, {{"VIRTUAL_ENV", (folder_ / "venv").string()}, {"PATH", path_of({"good"})}}
  });

  EXPECT_EQ(found.version, "3.12.7");
  EXPECT_THAT(found.notices,
              ElementsAre("the active virtual environment is passed over: " + old.string() +
                          ": it is Python 3.13.0"));
}

TEST_F(FindInterpreter, KeepsThePathOfAVirtualEnvironment) {
  const fs::path venv = script("venv/bin/python", "printf '\\nlambent 3.12.7 /real/python\\n'");

  EXPECT_EQ(find_interpreter({std::nullopt, {{"VIRTUAL_ENV", (folder_ / "venv").string()}}}).path,
            venv);
}

TEST_F(FindInterpreter, RunsANamedOtherVersionWithANotice) {
  const fs::path other = python("python", "3.13.0");

  const Interpreter found = find_interpreter({other, {}});

  EXPECT_EQ(found.path, other);
  EXPECT_THAT(found.notices,
              ElementsAre(other.string() + " is Python 3.13.0; python3.12 functions run on "
                                           "Python 3.12 in the cloud"));
}

TEST_F(FindInterpreter, RefusesANamedPython2) {
  const fs::path two = python("python", "2.7.18");

  EXPECT_THAT(refusal({two, {}}), HasSubstr("which is Python 2.7.18"));
}

TEST_F(FindInterpreter, RefusesANamedOneThatDoesNotRunAndSaysWhatHappened) {
  const fs::path broken = script("python", "echo 'no such module: encodings' >&2; exit 3");

  EXPECT_EQ(refusal({std::nullopt, {{"LAMBENT_PYTHON", broken.string()}}}),
            "LAMBENT_PYTHON: expected a Python 3.12 that runs, found \"" + broken.string() +
                "\": exit status 3: no such module: encodings");
}

TEST_F(FindInterpreter, RefusesANamedOneThatSaysSomethingElse) {
  const fs::path other = script("python", "echo hello");

  EXPECT_THAT(refusal({other, {}}), HasSubstr("it is not Python 3"));
}

TEST_F(FindInterpreter, RefusesANamedOneThatIsNotThere) {
  EXPECT_EQ(refusal({"/nowhere/python", {}}),
            "--python: expected a Python 3.12, found \"/nowhere/python\", which is not a program");
  EXPECT_EQ(refusal({"snake", {{"PATH", path_of({})}}}),
            "--python: expected a Python 3.12, found \"snake\", which is not a program on PATH");
}

TEST_F(FindInterpreter, SaysWhatWasTriedAndWhatToInstall) {
  const fs::path broken = script("broken/python3.12", "kill -9 $$");

  const std::string said = refusal({std::nullopt, {{"PATH", (folder_ / "broken").string()}}});

  EXPECT_THAT(
      said, HasSubstr("no Python 3.12 found (tried " + broken.string() + ": killed by signal 9)"));
  EXPECT_THAT(said, HasSubstr("uv python install 3.12"));
}

TEST_F(FindInterpreter, DoesNotWaitForAGrandchildThatHoldsThePipe) {
  const fs::path lingering =
      script("python", "sleep 30 &\nprintf '\\nlambent 3.12.7 /real/python\\n'");

  EXPECT_EQ(find_interpreter({lingering, {{"PATH", path_of({})}}}).version, "3.12.7");
}

}  // namespace
}  // namespace lambent::process
