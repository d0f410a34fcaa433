// Where the runtime stands, and which of its calls is legal there; runtime-api.md §1.3.  Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace lambent::environment {

enum class RuntimeState {
  Started,
  InitError,
  Ready,
  Running,
  InvocationResponse,
  InvocationErrorResponse,
  ResponseSent,
};

enum class RuntimeCall { Next, Delivered, Response, Error, UploadDone, InitError };

inline constexpr auto kRuntimeStates = std::to_array<RuntimeState>({
    RuntimeState::Started,
    RuntimeState::InitError,
    RuntimeState::Ready,
    RuntimeState::Running,
    RuntimeState::InvocationResponse,
    RuntimeState::InvocationErrorResponse,
    RuntimeState::ResponseSent,
});

struct RuntimeTransition {
  RuntimeState from;
  RuntimeCall on;
  RuntimeState to;
};

// Every legal step.  A missing pair is refused: the route answers 403 InvalidStateTransition.
inline constexpr auto kRuntimeTransitions = [] {
  using S = RuntimeState;
  using C = RuntimeCall;
  return std::to_array<RuntimeTransition>({
      {S::Started,                 C::Next,       S::Ready                  }, // ends the Init phase
      {S::Started,                 C::InitError,  S::InitError              },
      {S::Ready,                   C::Next,       S::Ready                  }, // a second poller waits beside the first
      {S::Ready,                   C::Delivered,  S::Running                },
      {S::Running,                 C::Next,       S::Running                }, // unanswered: the same event again
      {S::Running,                 C::Response,   S::InvocationResponse     },
      {S::Running,                 C::Error,      S::InvocationErrorResponse},
      {S::InvocationResponse,      C::UploadDone, S::ResponseSent           },
      {S::InvocationErrorResponse, C::UploadDone, S::ResponseSent           },
      {S::ResponseSent,            C::Next,       S::Ready                  }, // the invoke is over
  });
}();

constexpr std::optional<RuntimeState> after(RuntimeState from, RuntimeCall on) {
  for (const RuntimeTransition& step : kRuntimeTransitions) {
    if (step.from == from && step.on == on) return step.to;
  }
  return std::nullopt;
}

static_assert(!after(RuntimeState::Started, RuntimeCall::Response), "polls before it answers");

/// The state's name in 403 messages; the suffix of the last one is AWS's own.
constexpr std::string_view name_of(RuntimeState state) {
  switch (state) {
    case RuntimeState::Started: return "Started";
    case RuntimeState::InitError: return "InitError";
    case RuntimeState::Ready: return "Ready";
    case RuntimeState::Running: return "Running";
    case RuntimeState::InvocationResponse: return "InvocationResponse";
    case RuntimeState::InvocationErrorResponse: return "InvocationErrorResponse";
    case RuntimeState::ResponseSent: return "RuntimeResponseSentState";
  }
  return "";
}

/// The state a call aims at, as 403 messages name it.
constexpr std::string_view target_name_of(RuntimeCall call) {
  switch (call) {
    case RuntimeCall::Next: return "Ready";
    case RuntimeCall::Delivered: return "Running";
    case RuntimeCall::Response: return "InvocationResponse";
    case RuntimeCall::Error: return "InvocationErrorResponse";
    case RuntimeCall::UploadDone: return "RuntimeResponseSentState";
    case RuntimeCall::InitError: return "InitError";
  }
  return "";
}

}  // namespace lambent::environment
