// The names that facts, phases and statuses have on the wire and in log lines.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/journal/event.h"

namespace lambent::journal {

/// "platform.start", "function", "environment.started" …
std::string_view type_of(const Fact& fact);

std::string_view name_of(Phase phase);    ///< init, invoke
std::string_view name_of(Status status);  ///< success, error, timeout
std::string_view name_of(StartedBy by);   ///< spawn, fork
std::string_view name_of(ResetReason reason);
std::string_view name_of(StopReason reason);
std::string_view name_of(FrozenBy by);            ///< signals, cgroup
std::string_view name_of(ShutdownReason reason);  ///< spindown, timeout, failure

/// ISO 8601 in UTC with milliseconds: "2026-02-01T10:00:00.123Z".
std::string iso_time(base::WallTime time);

}  // namespace lambent::journal
