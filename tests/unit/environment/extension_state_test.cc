// An extension's state machine, every state with every call; runtime-api.md §2.4.
#include "emulator/environment/extension_state.h"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using S = ExtensionState;
using C = ExtensionCall;

constexpr std::optional<ExtensionState> kRefused;

struct Row {
  ExtensionState from;
  std::optional<ExtensionState> register_;
  std::optional<ExtensionState> next;
  std::optional<ExtensionState> delivered;
  std::optional<ExtensionState> init_error;
  std::optional<ExtensionState> exit_error;
};

// Typed from the table of §2.4; "delivered" is the step behind "Running (has an event)".  The three
// states at the end are those of an extension that has no process to call from.
// clang-format off
constexpr Row kGrid[] = {
  // from               register       next      delivered   init/error    exit/error
    {S::Started,        S::Registered, kRefused, kRefused,   kRefused,     kRefused    },
    {S::Registered,     kRefused,      S::Ready, kRefused,   S::InitError, S::ExitError},
    {S::Ready,          kRefused,      kRefused, S::Running, kRefused,     S::ExitError},
    {S::Running,        kRefused,      S::Ready, kRefused,   kRefused,     S::ExitError},
    {S::InitError,      kRefused,      kRefused, kRefused,   S::InitError, kRefused    },
    {S::ExitError,      kRefused,      kRefused, kRefused,   kRefused,     S::ExitError},
    {S::ShutdownFailed, kRefused,      kRefused, kRefused,   kRefused,     kRefused    },
    {S::Exited,         kRefused,      kRefused, kRefused,   kRefused,     kRefused    },
    {S::LaunchError,    kRefused,      kRefused, kRefused,   kRefused,     kRefused    },
};
// clang-format on

TEST(ExtensionState, FollowsTheTableForEveryStateAndEveryCall) {
  for (const Row& row : kGrid) {
    SCOPED_TRACE(name_of(row.from));
    EXPECT_EQ(after(row.from, C::Register), row.register_);
    EXPECT_EQ(after(row.from, C::Next), row.next);
    EXPECT_EQ(after(row.from, C::Delivered), row.delivered);
    EXPECT_EQ(after(row.from, C::InitError), row.init_error);
    EXPECT_EQ(after(row.from, C::ExitError), row.exit_error);
  }
}

TEST(ExtensionState, HasARowInTheGridForEveryState) {
  ASSERT_EQ(std::size(kGrid), kExtensionStates.size());
  for (const ExtensionState state : kExtensionStates) {
    EXPECT_EQ(
        std::count_if(
            std::begin(kGrid), std::end(kGrid), [&](const Row& row) { return row.from == state; }),
        1)
        << name_of(state);
  }
}

TEST(ExtensionState, ListsNoStepTwice) {
  for (const ExtensionTransition& step : kExtensionTransitions) {
    EXPECT_EQ(std::count_if(kExtensionTransitions.begin(),
                            kExtensionTransitions.end(),
                            [&](const ExtensionTransition& other) {
                              return other.from == step.from && other.on == step.on;
                            }),
              1)
        << name_of(step.from);
  }
}

TEST(ExtensionState, HasAwsNames) {
  EXPECT_EQ(name_of(S::Started), "Started");
  EXPECT_EQ(name_of(S::Registered), "Registered");
  EXPECT_EQ(name_of(S::Ready), "Ready");
  EXPECT_EQ(name_of(S::Running), "Running");
  EXPECT_EQ(name_of(S::InitError), "InitError");
  EXPECT_EQ(name_of(S::ExitError), "ExitError");
  EXPECT_EQ(name_of(S::ShutdownFailed), "ShutdownFailed");
  EXPECT_EQ(name_of(S::Exited), "Exited");
  EXPECT_EQ(name_of(S::LaunchError), "LaunchError");
}

TEST(ExtensionState, AimsWhereALegalCallLeads) {
  for (const ExtensionTransition& step : kExtensionTransitions)
    EXPECT_EQ(target_name_of(step.on), name_of(step.to));
}

}  // namespace
}  // namespace lambent::environment
