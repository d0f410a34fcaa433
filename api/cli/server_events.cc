#include "api/cli/server_events.h"

#include <algorithm>
#include <utility>

namespace lambent::cli {

std::vector<ServerEvent> ServerEventReader::feed(std::string_view bytes) {
  std::vector<ServerEvent> complete;
  for (std::size_t end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
    line_ += bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (line_.ends_with('\r')) line_.pop_back();
    take_line(line_, complete);
    line_.clear();
  }
  line_ += bytes;
  return complete;
}

void ServerEventReader::take_line(std::string_view line, std::vector<ServerEvent>& complete) {
  if (line.empty()) {
    if (has_data_) complete.push_back(std::move(event_));
    event_ = {};
    has_data_ = false;
    return;
  }
  // A comment is a line without a name before its colon.
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") {
    event_.type = value;
  } else if (name == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  }
}

}  // namespace lambent::cli
