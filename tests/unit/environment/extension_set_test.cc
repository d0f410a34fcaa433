// Who registered, who wants what, who still owes a `next`; runtime-api.md §2.1, §2.4, §2.5.
#include "emulator/environment/extension_set.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using S = ExtensionState;
using C = ExtensionCall;

constexpr EventChoice kBoth{true, true};
constexpr EventChoice kInvoke{true, false};
constexpr EventChoice kNothing{false, false};

class ExtensionSetTest : public ::testing::Test {
 protected:
  /// Its id is "id-" and its name.
  const Extension* registers(const std::string& name, EventChoice events = kBoth) {
    const auto outcome = set_.register_extension(name, "id-" + name, events);
    const auto* extension = std::get_if<const Extension*>(&outcome);
    return extension == nullptr ? nullptr : *extension;
  }
  std::optional<RegisterFault> refusal_of(const std::string& name) {
    const auto outcome = set_.register_extension(name, "another-id", kInvoke);
    const auto* fault = std::get_if<RegisterFault>(&outcome);
    return fault == nullptr ? std::nullopt : std::optional(*fault);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const Extension& extension : set_.all())
      found.push_back(extension.name);
    return found;
  }
  S state_of(const std::string& name) const { return set_.find(name)->state; }

  /// Makes the external extension "e" stand in `state`.
  void go_to(S state) {
    set_.restart({"e"});
    if (state == S::Started) return;
    if (state == S::LaunchError) {
      set_.note_launch_error("e", "PermissionDenied");
      return;
    }
    registers("e");
    switch (state) {
      case S::InitError: set_.report_error("id-e", C::InitError, "E.Init"); break;
      case S::ExitError: set_.report_error("id-e", C::ExitError, "E.Exit"); break;
      case S::Exited: set_.note_exit("e", true, true); break;
      case S::ShutdownFailed: set_.note_exit("e", false, true); break;
      case S::Ready: set_.step("id-e", C::Next); break;
      case S::Running:
        set_.step("id-e", C::Next);
        set_.step("id-e", C::Delivered);
        break;
      case S::Started:
      case S::LaunchError:
      case S::Registered: break;
    }
    ASSERT_EQ(state_of("e"), state);
  }

  ExtensionSet set_;
};

TEST_F(ExtensionSetTest, IsEmptyAtFirstAndLacksNobody) {
  EXPECT_THAT(set_.all(), IsEmpty());
  EXPECT_TRUE(set_.have_all_registered());
  EXPECT_TRUE(set_.are_all_ready());
}

TEST_F(ExtensionSetTest, HoldsExternalOnesInTheOrderOfTheirStartThenInternalOnes) {
  set_.restart({"b", "a"});
  registers("z", kInvoke);
  registers("y", kInvoke);
  registers("a");

  EXPECT_THAT(names(), ElementsAre("b", "a", "z", "y"));
  EXPECT_EQ(set_.find("b")->kind, ExtensionKind::External);
  EXPECT_EQ(set_.find("a")->kind, ExtensionKind::External);
  EXPECT_EQ(set_.find("z")->kind, ExtensionKind::Internal);
}

TEST_F(ExtensionSetTest, RemembersWhatOneAskedFor) {
  set_.restart({"e"});

  EXPECT_FALSE(set_.find("e")->is_registered());
  const Extension* extension = registers("e", kBoth);

  ASSERT_NE(extension, nullptr);
  EXPECT_TRUE(extension->is_registered());
  EXPECT_EQ(extension->state, S::Registered);
  EXPECT_THAT(extension->events(), ElementsAre("INVOKE", "SHUTDOWN"));
  EXPECT_THAT(registers("i", kInvoke)->events(), ElementsAre("INVOKE"));
  EXPECT_THAT(registers("j", kNothing)->events(), IsEmpty());
}

TEST_F(ExtensionSetTest, FindsByNameAndByIdentifier) {
  set_.restart({"e", "f"});
  const Extension* extension = registers("e");

  EXPECT_EQ(set_.find("e"), extension);
  EXPECT_EQ(set_.find_id("id-e"), extension);
  EXPECT_EQ(set_.find("g"), nullptr);
  EXPECT_EQ(set_.find_id("id-f"), nullptr);
  EXPECT_EQ(set_.find_id(""), nullptr) << "one that has not registered has no identifier";
}

TEST_F(ExtensionSetTest, KeepsReferencesGoodWhileOthersRegister) {
  set_.restart({"e"});
  const Extension* first = registers("e");
  for (int i = 1; i < 10; ++i)
    ASSERT_NE(registers("i" + std::to_string(i), kInvoke), nullptr);

  EXPECT_EQ(set_.find("e"), first);
}

// --- Refusals ------------------------------------------------------------------------------------

TEST_F(ExtensionSetTest, RefusesAnExternalOneInEveryStateButStarted) {
  for (const S state : kExtensionStates) {
    go_to(state);
    SCOPED_TRACE(name_of(state));
    if (state == S::Started) {
      EXPECT_EQ(refusal_of("e"), std::nullopt);
    } else {
      EXPECT_EQ(refusal_of("e"), RegisterFault::WrongState);
      EXPECT_EQ(state_of("e"), state) << "no change";
    }
  }
}

TEST_F(ExtensionSetTest, RefusesAnInternalNameAgain) {
  registers("i", kInvoke);

  EXPECT_EQ(refusal_of("i"), RegisterFault::AlreadyRegistered);
  EXPECT_EQ(set_.find("i")->id, "id-i");
}

TEST_F(ExtensionSetTest, RefusesInternalNamesOnceRegistrationIsClosed) {
  registers("i", kInvoke);
  set_.close_registration();

  EXPECT_EQ(refusal_of("j"), RegisterFault::Closed);
  EXPECT_EQ(refusal_of("i"), RegisterFault::Closed);
  EXPECT_EQ(set_.find("j"), nullptr);
}

TEST_F(ExtensionSetTest, LetsAnExternalOneRegisterThoughRegistrationIsClosed) {
  set_.restart({"e"});
  set_.close_registration();

  EXPECT_EQ(refusal_of("e"), std::nullopt);
}

TEST_F(ExtensionSetTest, TakesTenOfBothKindsTogether) {
  for (int external = 0; external <= 10; ++external) {
    std::vector<std::string> started;
    for (int i = 0; i < external; ++i)
      started.push_back("e" + std::to_string(i));
    set_.restart(started);

    for (int i = external; i < 10; ++i)
      EXPECT_NE(registers("i" + std::to_string(i), kInvoke), nullptr);

    EXPECT_EQ(refusal_of("one more"), RegisterFault::TooMany) << external;
    EXPECT_EQ(set_.all().size(), 10U);
    for (const std::string& name : started)
      EXPECT_NE(registers(name), nullptr) << "external ones are in the ten already";
  }
}

TEST_F(ExtensionSetTest, LooksAtTheClosedDoorFirstThenAtTheLimitThenAtTheName) {
  for (int i = 0; i < 10; ++i)
    registers("i" + std::to_string(i), kInvoke);
  EXPECT_EQ(refusal_of("i0"), RegisterFault::TooMany);

  set_.close_registration();
  EXPECT_EQ(refusal_of("i0"), RegisterFault::Closed);
  EXPECT_EQ(refusal_of("new"), RegisterFault::Closed);
}

TEST_F(ExtensionSetTest, StartsOverWithANewGeneration) {
  set_.restart({"e"});
  registers("e");
  registers("i", kInvoke);
  set_.close_registration();

  set_.restart({"e"});

  EXPECT_THAT(names(), ElementsAre("e"));
  EXPECT_EQ(state_of("e"), S::Started);
  EXPECT_EQ(set_.find_id("id-e"), nullptr);
  EXPECT_EQ(refusal_of("e"), std::nullopt);
  EXPECT_EQ(refusal_of("i"), std::nullopt) << "registration is open again";
}

// --- Steps ---------------------------------------------------------------------------------------

TEST_F(ExtensionSetTest, TakesEveryStepOfTheTableAndNoOther) {
  for (const S state : {S::Registered, S::Ready, S::Running, S::InitError, S::ExitError}) {
    for (const C call : {C::Register, C::Next, C::Delivered, C::InitError, C::ExitError}) {
      go_to(state);
      SCOPED_TRACE(std::string(name_of(state)) + " on " + std::string(target_name_of(call)));
      const auto next = after(state, call);

      EXPECT_EQ(set_.step("id-e", call), next.has_value());
      EXPECT_EQ(state_of("e"), next.value_or(state));
    }
  }
}

TEST_F(ExtensionSetTest, KeepsTheFirstError) {
  for (const auto& [call, state] :
       {std::pair(C::InitError, S::InitError), std::pair(C::ExitError, S::ExitError)}) {
    go_to(S::Registered);

    EXPECT_TRUE(set_.report_error("id-e", call, "First"));
    EXPECT_TRUE(set_.report_error("id-e", call, "Second"));
    EXPECT_EQ(set_.find("e")->error_type, "First");
    EXPECT_EQ(state_of("e"), state);
  }
}

TEST_F(ExtensionSetTest, KeepsNoErrorThatIsRefused) {
  go_to(S::Running);

  EXPECT_FALSE(set_.report_error("id-e", C::InitError, "Late"));
  EXPECT_EQ(set_.find("e")->error_type, "");
}

TEST_F(ExtensionSetTest, NotesWhyOneCouldNotBeStarted) {
  set_.restart({"e"});

  set_.note_launch_error("e", "PermissionDenied");

  EXPECT_EQ(state_of("e"), S::LaunchError);
  EXPECT_EQ(set_.find("e")->error_type, "PermissionDenied");
  EXPECT_FALSE(set_.have_all_registered());
}

TEST_F(ExtensionSetTest, NotesExitsInEveryState) {
  struct Row {
    S state;
    S success;  // the process has ended with status 0 …
    S failure;  // … or otherwise, while there is no shutdown
  };
  constexpr Row kRows[] = {
      {S::Started,    S::Exited,    S::Exited   },
      {S::Registered, S::Exited,    S::Exited   },
      {S::Ready,      S::Exited,    S::Exited   },
      {S::Running,    S::Exited,    S::Exited   },
      {S::InitError,  S::InitError, S::InitError},
      {S::ExitError,  S::ExitError, S::ExitError},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(name_of(row.state));
    const auto state_after = [&](bool was_success, bool in_shutdown) {
      go_to(row.state);
      set_.note_exit("e", was_success, in_shutdown);
      EXPECT_TRUE(set_.find("e")->has_ended);
      return state_of("e");
    };
    EXPECT_EQ(state_after(true, false), row.success);
    EXPECT_EQ(state_after(false, false), row.failure);
    EXPECT_EQ(state_after(true, true), S::Exited);
    EXPECT_EQ(state_after(false, true), S::ShutdownFailed);
  }
}

// --- Who is waited for ---------------------------------------------------------------------------

TEST_F(ExtensionSetTest, WaitsForEveryExternalOneToRegister) {
  set_.restart({"a", "b"});
  EXPECT_FALSE(set_.have_all_registered());
  registers("a");
  EXPECT_FALSE(set_.have_all_registered());
  registers("i", kInvoke);
  EXPECT_FALSE(set_.have_all_registered()) << "an internal one stands in for nobody";
  registers("b", kNothing);
  EXPECT_TRUE(set_.have_all_registered());
}

TEST_F(ExtensionSetTest, IsReadyOrNotByState) {
  const std::pair<S, bool> rows[] = {
      {S::Started,        true }, // not registered: not counted here
      {S::Registered,     false},
      {S::Ready,          true },
      {S::Running,        true },
      {S::InitError,      false},
      {S::ExitError,      false},
      {S::ShutdownFailed, true },
      {S::Exited,         true },
      {S::LaunchError,    true },
  };
  ASSERT_EQ(std::size(rows), kExtensionStates.size());
  for (const auto& [state, is_ready] : rows) {
    go_to(state);
    EXPECT_EQ(set_.are_all_ready(), is_ready) << name_of(state);
  }
}

TEST_F(ExtensionSetTest, CountsNobodyWhoHasEnded) {
  for (const S state : {S::Registered, S::InitError, S::ExitError}) {
    go_to(state);
    set_.note_exit("e", false, false);
    EXPECT_TRUE(set_.are_all_ready()) << name_of(state);
  }
}

TEST_F(ExtensionSetTest, WaitsForInternalOnesToo) {
  registers("i", kInvoke);
  EXPECT_FALSE(set_.are_all_ready());

  set_.step("id-i", C::Next);

  EXPECT_TRUE(set_.are_all_ready());
}

using ExtensionSetDeathTest = ExtensionSetTest;

TEST_F(ExtensionSetDeathTest, IsNotAskedForStrangers) {
  EXPECT_DEATH(set_.step("nobody", C::Next), "an unknown identifier is refused before this");
  EXPECT_DEATH(set_.note_exit("nobody", true, false), "started by its name");
  EXPECT_DEATH(set_.note_launch_error("nobody", ""), "started by its name");
}

}  // namespace
}  // namespace lambent::environment
