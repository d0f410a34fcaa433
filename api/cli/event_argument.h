// The -e argument of `lambent invoke`: JSON itself, a file, or standard input.
#pragma once

#include <istream>
#include <string>
#include <string_view>

namespace lambent::cli {

enum class EventSource { Text, File, StandardInput };

/// What `argument` means.  Pure.
///
/// Shape   "-" is standard input; what starts like an object, an array or a string, or is a JSON
///         number, true, false or null, is the event itself; anything else is a file's name.
///         A file called `null` is written `./null`.
EventSource source_of(std::string_view argument);

/// The event's bytes, checked: nothing starts for a broken event.
///
/// Errors  config::Error naming the argument and the place of the fault, when the file cannot be
///         read, the event is not JSON, or longer than limits::kMaxSyncRequest.
std::string read_event(const std::string& argument, std::istream& standard_input);

}  // namespace lambent::cli
