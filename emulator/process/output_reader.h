// OutputReader: reads a child's output pipe as it fills and hands on records.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "emulator/process/file.h"
#include "emulator/process/log_stream.h"

namespace lambent::process {

namespace asio = boost::asio;

class OutputReader {
 public:
  OutputReader(const asio::any_io_executor& executor, File read_end, LogStream::Sink sink);
  OutputReader(const OutputReader&) = delete;
  OutputReader& operator=(const OutputReader&) = delete;

  /// Reads until the last writer has closed the pipe, or the coroutine is cancelled.
  asio::awaitable<void> run();

  /// Reads what is in the pipe now, without waiting: all that was written before, since a pipe
  /// holds no more than its capacity.
  void drain();

  /// Gives out an unfinished line.
  void end_line() { stream_.end_line(); }
  /// Gives out what is unfinished; for when the writers are gone.
  void finish() { stream_.finish(); }

  bool at_end() const { return at_end_; }

 private:
  void read_some();

  asio::posix::stream_descriptor pipe_;
  LogStream stream_;
  bool at_end_ = false;
  bool empty_ = false;
};

}  // namespace lambent::process
