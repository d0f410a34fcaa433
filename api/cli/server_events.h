// Server-sent events: bytes as they come → events.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lambent::cli {

struct ServerEvent {
  std::string type;  ///< "platform.start"; empty when the server names none
  std::string data;  ///< the `data` lines, joined by newlines
};

/// Shape   lines end in LF or CRLF, an empty one ends the event; comments, ids and events without
///         data are passed over.
class ServerEventReader {
 public:
  /// The events that `bytes` complete; they may be cut anywhere.
  std::vector<ServerEvent> feed(std::string_view bytes);

 private:
  void take_line(std::string_view line, std::vector<ServerEvent>& complete);

  std::string line_;  // the beginning of one
  ServerEvent event_;
  bool has_data_ = false;
};

}  // namespace lambent::cli
