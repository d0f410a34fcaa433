// The runtime's state machine, every state with every call; runtime-api.md §1.3.
#include "emulator/environment/runtime_state.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using S = RuntimeState;
using C = RuntimeCall;

constexpr std::optional<RuntimeState> kRefused;

struct Row {
  RuntimeState from;
  std::optional<RuntimeState> next;
  std::optional<RuntimeState> delivered;
  std::optional<RuntimeState> response;
  std::optional<RuntimeState> error;
  std::optional<RuntimeState> upload_done;
  std::optional<RuntimeState> init_error;
};

// Typed from the table of §1.3; "delivered" and "upload done" are the two steps that §1.3 writes
// inside a cell ("→ InvocationResponse → ResponseSent") and in the column "Entered by".
// clang-format off
constexpr Row kGrid[] = {
  // from                       next             delivered    response                error                       upload done        init/error
    {S::Started,                 S::Ready,        kRefused,    kRefused,               kRefused,                   kRefused,          S::InitError},
    {S::InitError,               kRefused,        kRefused,    kRefused,               kRefused,                   kRefused,          kRefused    },
    {S::Ready,                   S::Ready,        S::Running,  kRefused,               kRefused,                   kRefused,          kRefused    },
    {S::Running,                 S::Running,      kRefused,    S::InvocationResponse,  S::InvocationErrorResponse, kRefused,          kRefused    },
    {S::InvocationResponse,      kRefused,        kRefused,    kRefused,               kRefused,                   S::ResponseSent,   kRefused    },
    {S::InvocationErrorResponse, kRefused,        kRefused,    kRefused,               kRefused,                   S::ResponseSent,   kRefused    },
    {S::ResponseSent,            S::Ready,        kRefused,    kRefused,               kRefused,                   kRefused,          kRefused    },
};
// clang-format on

TEST(RuntimeState, FollowsTheTableForEveryStateAndEveryCall) {
  for (const Row& row : kGrid) {
    SCOPED_TRACE(name_of(row.from));
    EXPECT_EQ(after(row.from, C::Next), row.next);
    EXPECT_EQ(after(row.from, C::Delivered), row.delivered);
    EXPECT_EQ(after(row.from, C::Response), row.response);
    EXPECT_EQ(after(row.from, C::Error), row.error);
    EXPECT_EQ(after(row.from, C::UploadDone), row.upload_done);
    EXPECT_EQ(after(row.from, C::InitError), row.init_error);
  }
}

TEST(RuntimeState, HasARowInTheGridForEveryState) {
  ASSERT_EQ(std::size(kGrid), kRuntimeStates.size());
  for (const RuntimeState state : kRuntimeStates) {
    EXPECT_EQ(
        std::count_if(
            std::begin(kGrid), std::end(kGrid), [&](const Row& row) { return row.from == state; }),
        1)
        << name_of(state);
  }
}

TEST(RuntimeState, ListsNoStepTwice) {
  for (const RuntimeTransition& step : kRuntimeTransitions) {
    EXPECT_EQ(std::count_if(kRuntimeTransitions.begin(),
                            kRuntimeTransitions.end(),
                            [&](const RuntimeTransition& other) {
                              return other.from == step.from && other.on == step.on;
                            }),
              1)
        << name_of(step.from);
  }
}

TEST(RuntimeState, HasAwsNames) {
  EXPECT_EQ(name_of(S::Started), "Started");
  EXPECT_EQ(name_of(S::InitError), "InitError");
  EXPECT_EQ(name_of(S::Ready), "Ready");
  EXPECT_EQ(name_of(S::Running), "Running");
  EXPECT_EQ(name_of(S::InvocationResponse), "InvocationResponse");
  EXPECT_EQ(name_of(S::InvocationErrorResponse), "InvocationErrorResponse");
  EXPECT_EQ(name_of(S::ResponseSent), "RuntimeResponseSentState") << "the odd suffix is AWS's";
}

// The second name of a 403 message; runtime-api.md §1.9.
TEST(RuntimeState, NamesTheStateThatACallAimsAt) {
  EXPECT_EQ(target_name_of(C::Next), "Ready");
  EXPECT_EQ(target_name_of(C::Delivered), "Running");
  EXPECT_EQ(target_name_of(C::Response), "InvocationResponse");
  EXPECT_EQ(target_name_of(C::Error), "InvocationErrorResponse");
  EXPECT_EQ(target_name_of(C::UploadDone), "RuntimeResponseSentState");
  EXPECT_EQ(target_name_of(C::InitError), "InitError");
}

TEST(RuntimeState, AimsWhereALegalCallLeads) {
  for (const RuntimeTransition& step : kRuntimeTransitions) {
    const bool is_served_again = step.from == S::Running && step.on == C::Next;
    if (is_served_again) continue;
    EXPECT_EQ(target_name_of(step.on), name_of(step.to));
  }
}

}  // namespace
}  // namespace lambent::environment
