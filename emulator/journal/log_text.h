// The log lines of events: what CloudWatch would show, as text or as JSON records.  Pure.
#pragma once

#include <string>
#include <vector>

#include "emulator/journal/event.h"

namespace lambent::journal {

/// The log line of `event` with its newline, in the log format of its function; empty when the
/// event has none.
///
/// Shape   Text: INIT_START, INIT_REPORT, START, END + nothing, REPORT and the function's own
///         lines.  JSON: one object per platform event that passes SystemLogLevel.
/// Source  runtime-api.md §6.1–6.3.
std::string log_line(const Event& event);

/// The same, always in the text form.
std::string text_line(const Event& event);

/// The same, always in the JSON form; `level` of the system log decides what is shown.
std::string json_line(const Event& event);

/// The end of one invoke's log, START to REPORT: at most limits::kLogTail bytes.
/// `events` are those of one environment from START on.
std::string log_tail(const std::vector<Event>& events);

}  // namespace lambent::journal
