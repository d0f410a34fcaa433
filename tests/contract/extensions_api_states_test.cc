// Every state of an extension with every call, over the wire; runtime-api.md §2.4.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/extensions_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = ExtensionState;

enum class Is { Registered, Blocked, Accepted, Ignored, WrongState, Unknown };

struct Row {
  S state;
  const char* name;
  Is register_;
  Is next;
  Is init_error;
  Is exit_error;
};

// Typed from the table of §2.4.  Where an extension has not registered, nobody knows an identifier
// of it; the three states at the end are those of one whose process is gone.
// clang-format off
constexpr Row kGrid[] = {
    {S::Started,        "Started",        Is::Registered, Is::Unknown,    Is::Unknown,    Is::Unknown   },
    {S::Registered,     "Registered",     Is::WrongState, Is::Blocked,    Is::Accepted,   Is::Accepted  },
    {S::Ready,          "Ready",          Is::WrongState, Is::WrongState, Is::WrongState, Is::Accepted  },
    {S::Running,        "Running",        Is::WrongState, Is::Blocked,    Is::WrongState, Is::Accepted  },
    {S::InitError,      "InitError",      Is::WrongState, Is::WrongState, Is::Ignored,    Is::WrongState},
    {S::ExitError,      "ExitError",      Is::WrongState, Is::WrongState, Is::WrongState, Is::Ignored   },
    {S::ShutdownFailed, "ShutdownFailed", Is::WrongState, Is::WrongState, Is::WrongState, Is::WrongState},
    {S::Exited,         "Exited",         Is::WrongState, Is::WrongState, Is::WrongState, Is::WrongState},
    {S::LaunchError,    "LaunchError",    Is::WrongState, Is::Unknown,    Is::Unknown,    Is::Unknown   },
};
// clang-format on

class ExtensionsApiStates : public ExtensionsApiTest {
 protected:
  /// The identifier of "e", or one that nobody has.
  std::string id() const { return id_of("e").empty() ? kStrangerId : id_of("e"); }
  std::string error_type() const { return extensions_.find("e")->error_type; }

  /// What `next` answers where it does not block.
  void expect_next(const Row& row) {
    SCOPED_TRACE(std::string(row.name) + " → next");
    go_to_extension(row.state);
    FakeRuntime caller = connect_runtime();
    if (row.next == Is::Blocked) {
      poll_as(caller, id());
      EXPECT_TRUE(is_left_waiting(caller));
      EXPECT_EQ(state_of("e"), S::Ready);
      return;
    }
    const std::string expected = row.next == Is::Unknown
                                     ? unknown_extension_answer(kStrangerId)
                                     : wrong_extension_state_answer(row.name, "Ready", id());
    EXPECT_EQ(call(caller, next_of(id())), expected);
    EXPECT_EQ(state_of("e"), row.state) << "no change";
  }

  void expect_error(const Row& row, Is expected, S target, const std::string& phase) {
    SCOPED_TRACE(std::string(row.name) + " → " + phase + "/error");
    go_to_extension(row.state);
    const std::string before = error_type();
    const std::string request =
        phase == "init" ? init_error_of(id(), "E.Late") : exit_error_of(id(), "E.Late");

    const std::string answer = call(request);

    switch (expected) {
      case Is::Accepted:
        EXPECT_EQ(answer, accepted_answer());
        EXPECT_EQ(state_of("e"), target);
        EXPECT_EQ(error_type(), "E.Late");
        return;
      case Is::Ignored: EXPECT_EQ(answer, accepted_answer()); break;
      case Is::Unknown:
        EXPECT_EQ(answer,
                  forbidden_answer("Extension.UnknownExtensionIdentifier",
                                   "Unknown Lambda-Extension-Identifier"));
        break;
      case Is::WrongState:
        EXPECT_EQ(answer,
                  wrong_extension_state_answer(row.name, environment::name_of(target), id()));
        break;
      case Is::Registered:
      case Is::Blocked: FAIL() << "not an answer to an error";
    }
    EXPECT_EQ(state_of("e"), row.state) << "no change";
    EXPECT_EQ(error_type(), before) << "the first is kept";
  }
};

TEST_F(ExtensionsApiStates, HaveARowEach) {
  EXPECT_EQ(std::size(kGrid), environment::kExtensionStates.size());
}

TEST_F(ExtensionsApiStates, AnswerRegisterAsTheTableSays) {
  for (const Row& row : kGrid) {
    SCOPED_TRACE(row.name);
    go_to_extension(row.state);

    const std::string answer = call(register_as("e"));

    if (row.register_ == Is::Registered) {
      EXPECT_EQ(answer, registered_answer(id()));
      EXPECT_EQ(state_of("e"), S::Registered);
    } else {
      EXPECT_EQ(answer, wrong_extension_state_answer(row.name, "Registered", "e"));
      EXPECT_EQ(state_of("e"), row.state) << "no change";
    }
  }
}

TEST_F(ExtensionsApiStates, AnswerNextAsTheTableSays) {
  for (const Row& row : kGrid)
    expect_next(row);
}

TEST_F(ExtensionsApiStates, AnswerInitErrorAsTheTableSays) {
  for (const Row& row : kGrid)
    expect_error(row, row.init_error, S::InitError, "init");
}

TEST_F(ExtensionsApiStates, AnswerExitErrorAsTheTableSays) {
  for (const Row& row : kGrid)
    expect_error(row, row.exit_error, S::ExitError, "exit");
}

// An internal extension has the same table, but for its registration.
TEST_F(ExtensionsApiStates, AreTheSameForAnInternalExtension) {
  FakeRuntime caller = connect_runtime();
  ASSERT_TRUE(call(caller, register_as("i")).starts_with("HTTP/1.1 200 "));
  const std::string id = id_of("i");

  EXPECT_EQ(call(register_as("i")),
            forbidden_answer("Extension.InvalidExtensionState",
                             "Extension with this name already registered"));
  poll_as(caller, id);
  EXPECT_EQ(state_of("i"), S::Ready);
  EXPECT_EQ(call(next_of(id)), wrong_extension_state_answer("Ready", "Ready", id));
  EXPECT_EQ(call(init_error_of(id)), wrong_extension_state_answer("Ready", "InitError", id));
  EXPECT_EQ(call(exit_error_of(id)), accepted_answer());
  EXPECT_EQ(state_of("i"), S::ExitError);
}

}  // namespace
}  // namespace lambent::runtime_api
