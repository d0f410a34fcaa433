// Where one extension stands, and which of its calls is legal there; runtime-api.md §2.4.  Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace lambent::environment {

enum class ExtensionState {
  Started,
  Registered,
  Ready,
  Running,
  InitError,
  ExitError,
  ShutdownFailed,
  Exited,
  LaunchError,
};

/// `Delivered` is ours: the extension's pending `next` is answered with an event.
enum class ExtensionCall { Register, Next, Delivered, InitError, ExitError };

inline constexpr auto kExtensionStates = std::to_array<ExtensionState>({
    ExtensionState::Started,
    ExtensionState::Registered,
    ExtensionState::Ready,
    ExtensionState::Running,
    ExtensionState::InitError,
    ExtensionState::ExitError,
    ExtensionState::ShutdownFailed,
    ExtensionState::Exited,
    ExtensionState::LaunchError,
});

struct ExtensionTransition {
  ExtensionState from;
  ExtensionCall on;
  ExtensionState to;
};

// Every legal step.  A missing pair is refused: the route answers 403
// Extension.InvalidExtensionState.
inline constexpr auto kExtensionTransitions = [] {
  using S = ExtensionState;
  using C = ExtensionCall;
  return std::to_array<ExtensionTransition>({
      {S::Started,    C::Register,  S::Registered},
      {S::Registered, C::Next,      S::Ready     }, // its part of the Init phase is done
      {S::Registered, C::InitError, S::InitError },
      {S::Registered, C::ExitError, S::ExitError },
      {S::Ready,      C::Delivered, S::Running   },
      {S::Ready,      C::ExitError, S::ExitError },
      {S::Running,    C::Next,      S::Ready     }, // its part of the invoke is done
      {S::Running,    C::ExitError, S::ExitError },
      {S::InitError,  C::InitError, S::InitError }, // ignored: the first error is kept
      {S::ExitError,  C::ExitError, S::ExitError }, // likewise
  });
}();

constexpr std::optional<ExtensionState> after(ExtensionState from, ExtensionCall on) {
  for (const ExtensionTransition& step : kExtensionTransitions) {
    if (step.from == from && step.on == on) return step.to;
  }
  return std::nullopt;
}

static_assert(!after(ExtensionState::Started, ExtensionCall::Next), "registers before it polls");

/// The state's name in 403 messages and in the EXTENSION log line.
constexpr std::string_view name_of(ExtensionState state) {
  switch (state) {
    case ExtensionState::Started: return "Started";
    case ExtensionState::Registered: return "Registered";
    case ExtensionState::Ready: return "Ready";
    case ExtensionState::Running: return "Running";
    case ExtensionState::InitError: return "InitError";
    case ExtensionState::ExitError: return "ExitError";
    case ExtensionState::ShutdownFailed: return "ShutdownFailed";
    case ExtensionState::Exited: return "Exited";
    case ExtensionState::LaunchError: return "LaunchError";
  }
  return "";
}

/// The state a call aims at, as 403 messages name it.
constexpr std::string_view target_name_of(ExtensionCall call) {
  switch (call) {
    case ExtensionCall::Register: return "Registered";
    case ExtensionCall::Next: return "Ready";
    case ExtensionCall::Delivered: return "Running";
    case ExtensionCall::InitError: return "InitError";
    case ExtensionCall::ExitError: return "ExitError";
  }
  return "";
}

}  // namespace lambent::environment
