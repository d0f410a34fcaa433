// The query of the journal route.  Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "emulator/journal/journal.h"

namespace lambent::api {

/// `function`, `environment`, `request`, `type`: exact; `after`: an id; `wait`: how many matching
/// events to wait for; `timeout`: how long at most, in milliseconds (default 10,000).
struct JournalQuery {
  journal::Filter filter;
  std::size_t wait = 0;
  std::chrono::milliseconds timeout{10'000};
  std::string fault;  ///< what is wrong with it, one sentence; empty: nothing
};

JournalQuery parse_journal_query(std::string_view query);

}  // namespace lambent::api
