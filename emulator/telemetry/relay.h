// Relay: one environment's telemetry: journal events go in, batches go out to its subscribers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/journal/journal.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

namespace asio = boost::asio;

class Subscriber;

/// Never waits for a subscriber: what a slow one does not take in time is dropped and counted, and
/// the subscriber is told (platform.logsDropped) when it takes again.
///
/// Subscriptions are kept by the extension's name across resets of the environment, together with
/// what was not yet delivered.  `stop` must have returned before this dies.
class Relay {
 public:
  /// `tell` writes a fact of the environment into the journal, which hands it back to `take`.
  Relay(asio::any_io_executor executor,
        base::Clock& clock,
        const journal::Journal& journal,
        std::function<void(journal::Fact)> tell);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay();

  // --- the environment's side ---

  /// An init begins: subscriptions are welcome, and a newcomer gets every event of `environment`
  /// after the journal's entry `after` as if it had been there (platform.initStart among them).
  /// Who subscribed in an earlier init gets nothing until it subscribes again.
  void open(std::string environment, std::uint64_t after);
  /// The init is over: no subscription from here on.
  void close();

  bool has_subscribers() const;
  /// An event of this environment, in the order of the journal.  Cheap when nobody subscribed.
  /// After shutdown.report nobody is there to take anything: all is kept for the next init.
  void take(const journal::Event& event);

  /// The environment is frozen: nothing is sent, and no time limit of a delivery runs.
  void pause();
  void resume();

  /// Sends what is buffered now, and returns when it is delivered or given up, or at `deadline`.
  asio::awaitable<void> flush(base::SteadyTime deadline);
  /// Ends every delivery; what is undelivered is lost.
  asio::awaitable<void> stop();

  // --- the routes' side ---

  /// Whether an init is going on: only then subscriptions are welcome.
  bool is_open() const { return is_open_; }

  enum class Outcome {
    Subscribed,
    AlreadySubscribed,  ///< the same extension again: its destination is replaced
    OtherApi,           ///< it has subscribed through the other API
    Closed,
  };
  /// Tells the journal (platform.telemetrySubscription or platform.logsSubscription) of the first
  /// two.
  Outcome subscribe(const std::string& extension, Subscription subscription);

 private:
  std::unique_ptr<Subscriber> newcomer(const std::string& extension, Subscription subscription);
  void note_exit(const journal::Event& event);
  void park();
  bool is_flushed() const;

  asio::any_io_executor executor_;
  base::Clock& clock_;
  const journal::Journal& journal_;
  std::function<void(journal::Fact)> tell_;
  bool is_open_ = false;
  bool is_paused_ = false;
  std::string environment_;
  std::uint64_t replay_after_ = 0;
  std::string exit_message_;  // of the first process that left since the last init or report
  std::map<std::string, std::unique_ptr<Subscriber>, std::less<>> subscribers_;
  base::Signal settled_;
  base::TaskGroup tasks_;
};

}  // namespace lambent::telemetry
