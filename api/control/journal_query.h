// The query of the journal route.  Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "emulator/http/message.h"
#include "emulator/journal/journal.h"

namespace lambent::api {

/// How an entry is shown: as it is, or only what has a log line, with that line.
enum class JournalView { Entry, Log };

/// What a reader of the journal asks for.
///
/// Shape   `function`, `environment`, `request`: exact; `type`: one or several between commas;
///         `after`: an id, or `last` for the newest; `view`: `entry` or `log`.
///         Plain form: `wait`: how many matching events to wait for; `timeout`: how long at most,
///         in milliseconds (default 10,000). Stream: `stream`, or `Accept: text/event-stream`;
///         `follow`: `false` ends the stream where the journal ends now; the header `Last-Event-ID`
///         is a stronger `after`.
struct JournalQuery {
  journal::Filter filter;
  bool after_last = false;
  JournalView view = JournalView::Entry;
  std::size_t wait = 0;
  std::chrono::milliseconds timeout{10'000};
  bool stream = false;
  bool follow = true;
  std::string fault;  ///< what is wrong with it, one sentence; empty: nothing
};

JournalQuery parse_journal_query(const http::RequestHead& request);

}  // namespace lambent::api
