// Where an HTTP subscriber listens: http://sandbox.localdomain:<port>[/path][?query].  Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

/// Sets port and target of `destination`.  Returns what is wrong with `uri`, or "".
///
/// Shape   The host is sandbox.localdomain or sandbox, in any case of letters; it is never
///         resolved.  A fragment is cut off.
/// Source  runtime-api.md §3.1.
std::string read_destination_uri(std::string_view uri, Destination& destination);

}  // namespace lambent::telemetry
