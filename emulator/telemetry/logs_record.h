// The events of the Logs API, the predecessor of the Telemetry API.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/journal/event.h"

namespace lambent::telemetry {

/// The texts that `event` is in the Logs API; none when it has no such event.
///
/// Shape   A record has those members of the Telemetry API's that §3.7 names.  The end of an
///         invoke is platform.fault (when it broke), platform.end and platform.report.
/// Source  runtime-api.md §3.7.
std::vector<std::string> logs_texts(const journal::Event& event,
                                    std::string_view schema_version,
                                    std::string_view exit_message);

}  // namespace lambent::telemetry
