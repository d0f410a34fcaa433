// LogStream: bytes of a function's output pipe → lines and framed records.  Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace lambent::process {

/// One record: a line of stdout or stderr, or one frame of the logging protocol.
struct LogRecord {
  std::string text;  ///< without the newline that ended a line
  bool framed = false;
};

/// Takes a pipe apart that carries plain lines and frames side by side.
///
/// Shape   a frame is type (4 bytes, A5 5A 00 xx), length n (4), microseconds (8), n bytes of
///         UTF-8; integers are big-endian.  A5 cannot begin a UTF-8 character, so a frame is
///         told from text by its first bytes.  A frame inside an unfinished line does not cut
///         the line.  A newline that ends a frame's message is dropped.  Lines longer than
///         limits::kMaxLogLine are split.
/// Source  runtime-api.md §7.9, §3.6.
class LogStream {
 public:
  using Sink = std::function<void(LogRecord)>;

  explicit LogStream(Sink sink) : sink_(std::move(sink)) {}

  void feed(std::string_view bytes);

  /// Gives out an unfinished line: whoever wrote it has moved on.  Should its newline come after
  /// all, that is no second, empty line.
  void end_line();

  /// The pipe has ended, or its writer is gone: gives out an unfinished line or frame.
  void finish();

 private:
  void take_text(std::string_view text);
  bool take_frame();

  Sink sink_;
  std::string line_;        // an unfinished line
  bool was_ended_ = false;  // the last line, by `end_line`
  std::string frame_;       // an unfinished frame, from its first byte
};

}  // namespace lambent::process
