// JournalStreams: readers that follow the journal.
#pragma once

#include <chrono>
#include <cstddef>

#include <boost/asio/awaitable.hpp>

#include "api/control/journal_query.h"
#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/http/exchange.h"
#include "emulator/journal/journal.h"

namespace lambent::api {

namespace asio = boost::asio;

/// Each reader has its own place in the journal and goes at its own pace: nothing is kept for it
/// but the part it is being sent.  What the bounded journal forgets meanwhile is told as a gap.
class JournalStreams {
 public:
  /// After so long without an entry a comment is sent, so that a connection which is none any more
  /// is noticed by both sides.
  static constexpr std::chrono::seconds kHeartbeat{15};

  /// What is borrowed outlives the streams.
  JournalStreams(base::Clock& clock, journal::Journal& journal)
      : clock_(clock), journal_(journal), left_(clock) {}

  /// Serves one reader: what is there behind `query.filter.after`, then what comes, until the
  /// reader leaves or the journal is closed.  An `after` that the journal has not reached yet is
  /// that of an earlier daemon: the reader gets everything of this one.
  asio::awaitable<void> serve(http::Exchange& exchange, JournalQuery query);

  /// Closes the journal and returns when every reader has had the rest and the end of its stream,
  /// or at `deadline`.
  asio::awaitable<void> finish(base::SteadyTime deadline);

  std::size_t open() const { return open_; }

 private:
  class Reader;

  base::Clock& clock_;
  journal::Journal& journal_;
  std::size_t open_ = 0;
  base::Signal left_;
};

}  // namespace lambent::api
