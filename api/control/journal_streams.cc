#include "api/control/journal_streams.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/control/event_stream.h"

namespace lambent::api {
namespace {

constexpr std::string_view kStillHere = ": still here\n\n";

http::Response head() {
  return {
      200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}},
       {                                     }
  };
}

}  // namespace

/// Counts one reader, however it ends.
class JournalStreams::Reader {
 public:
  explicit Reader(JournalStreams& streams) : streams_(streams) { ++streams_.open_; }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    --streams_.open_;
    streams_.left_.notify();
  }

 private:
  JournalStreams& streams_;
};

asio::awaitable<void> JournalStreams::serve(http::Exchange& exchange, JournalQuery query) {
  const Reader reader(*this);
  const std::uint64_t last = journal_.last_id();
  std::uint64_t after = query.filter.after;
  if (query.after_last) after = last;
  if (after > last) after = 0;

  const http::Response response = head();
  bool there = co_await exchange.send_head(response);
  exchange.watch_peer(journal_.changed());
  base::SteadyTime heartbeat = clock_.now() + kHeartbeat;
  while (there) {
    std::string part = next_part(journal_, query.filter, query.view, after);
    if (part.empty() && (!query.follow || journal_.is_closed())) {
      co_await exchange.send_end();
      co_return;
    }
    if (part.empty() && clock_.now() >= heartbeat) part = kStillHere;
    if (!part.empty()) {
      there = co_await exchange.send_piece(part);
      heartbeat = clock_.now() + kHeartbeat;
      continue;
    }
    there = !exchange.peer_has_hung_up();
    if (there) co_await journal_.changed().wait(heartbeat);
  }
}

asio::awaitable<void> JournalStreams::finish(base::SteadyTime deadline) {
  journal_.close();
  while (open_ > 0 && clock_.now() < deadline) {
    co_await left_.wait(deadline);
  }
}

}  // namespace lambent::api
