// ConsoleWriter: log lines to standard error without ever waiting for who reads it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

namespace lambent::cli {

/// Lines are gathered for kGather and written by a thread of their own, so that a slow terminal or
/// a full pipe holds up nobody's invoke.  What does not fit into kMaxWaiting is left out and
/// counted; the journal has it all the same.
class ConsoleWriter {
 public:
  static constexpr std::chrono::milliseconds kGather{2};
  static constexpr std::size_t kMaxWaiting = 8'388'608;  ///< bytes

  ConsoleWriter(boost::asio::io_context& io, int descriptor);
  ConsoleWriter(const ConsoleWriter&) = delete;
  ConsoleWriter& operator=(const ConsoleWriter&) = delete;
  /// Writes what is left, once `io` runs no more.
  ~ConsoleWriter();

  /// On the loop's thread.
  void write(std::string_view lines);

 private:
  void write_soon();
  void hand_over();

  boost::asio::io_context& io_;
  int descriptor_;
  boost::asio::steady_timer gather_;
  boost::asio::thread_pool writer_{1};
  std::string waiting_;
  std::size_t left_out_ = 0;  // lines
  bool is_busy_ = false;      // gathering or writing
};

}  // namespace lambent::cli
