// Journal: the one list of facts; everything that is shown, streamed or asserted comes from it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/journal/event.h"

namespace lambent::journal {

namespace asio = boost::asio;

/// Which events a reader wants; an empty member means any.
struct Filter {
  std::string function;
  std::string environment;
  std::string request_id;
  std::string type;         ///< as `type_of` names it; any of several between commas
  std::uint64_t after = 0;  ///< only events with a greater id
};

bool matches(const Filter& filter, const Event& event);

/// Bounded: past kJournalEntries or kJournalBytes the oldest go first.
class Journal {
 public:
  explicit Journal(base::Clock& clock) : clock_(clock), changed_(clock) {}

  /// Adds a fact that happens now and returns its id.
  std::uint64_t append(std::shared_ptr<const Source> source, std::string request_id, Fact fact);

  /// Called with each event as it is written.
  void observe(std::function<void(const Event&)> observer) { observer_ = std::move(observer); }

  std::uint64_t last_id() const { return next_id_ - 1; }
  const std::deque<Event>& events() const { return events_; }

  /// Copies of what matches, oldest first.
  std::vector<Event> query(const Filter& filter) const;

  /// Returns when at least `count` events match, at `deadline`, or when the journal is closed.
  asio::awaitable<std::vector<Event>> wait_for(Filter filter,
                                               std::size_t count,
                                               base::SteadyTime deadline);

  /// Notified of every event, and when the journal is closed.
  base::Signal& changed() { return changed_; }

  /// The daemon ends: whoever waits for more is told that nothing follows.
  void close();
  bool is_closed() const { return closed_; }

 private:
  void forget_the_oldest();

  base::Clock& clock_;
  base::Signal changed_;
  std::deque<Event> events_;
  std::uint64_t next_id_ = 1;
  std::size_t bytes_ = 0;
  bool closed_ = false;
  std::function<void(const Event&)> observer_;
};

}  // namespace lambent::journal
