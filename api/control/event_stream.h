// The journal as server-sent events.  Pure.
#pragma once

#include <cstdint>
#include <string>

#include "api/control/journal_query.h"
#include "emulator/journal/journal.h"

namespace lambent::api {

/// One entry as JSON; empty when `view` does not show it.
///
/// Shape   Entry: journal::journal_entry.  Log: only what has a log line, with two members more:
///         `line` (journal::log_line without the newline at its end) and `logFormat` ("text",
///         "json"), that of the function.
std::string entry_text(const journal::Event& event, JournalView view);

/// The next part of a stream whose reader knows everything up to the id `after`, which moves on.
/// Empty when the reader is up to date.
///
/// Shape   `id: 7`, `event: platform.start`, `data: {…}` and an empty line for each entry that
///         matches `filter` (its `after` does not count here).  What the journal has forgotten
///         before it was read is told by `event: gap` with `data: {"missing":42}`: so many entries,
///         matching or not.
/// Units   about 64 KiB at a time.
std::string next_part(const journal::Journal& journal,
                      const journal::Filter& filter,
                      JournalView view,
                      std::uint64_t& after);

}  // namespace lambent::api
