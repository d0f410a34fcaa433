#include "api/cli/event_argument.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "config/limits.h"
#include "invoke/payload.h"

namespace lambent::cli {

namespace {

std::string read_all(std::istream& stream) {
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return std::move(bytes).str();
}

std::string read_file(const std::string& path) {
  // A folder opens like a file and only fails when it is read.
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  std::ifstream file(path, std::ios::binary);
  if (is_folder || !file) {
    const std::string reason =
        is_folder ? "it is a folder" : std::generic_category().message(errno);
    throw config::Error(fmt::format("--event: expected JSON, the name of a file or -, found {}: {}",
                                    config::in_quotes(path),
                                    reason));
  }
  return read_all(file);
}

std::string place_of(EventSource source, const std::string& argument) {
  switch (source) {
    case EventSource::Text: return "--event";
    case EventSource::File: return argument;
    case EventSource::StandardInput: return "standard input";
  }
  return {};
}

// The number behind `name` in `text`, or nothing.
std::string_view number_after(std::string_view text, std::string_view name) {
  const std::size_t start = text.find(name);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + name.size());
  return text.substr(0, text.find_first_not_of("0123456789"));
}

// The words of the service, `what\n at [Source: …; line: L, column: C]`, as `place:L:C: …, what`.
std::string for_a_person(const std::string& place, std::string_view fault) {
  const std::size_t line_end = std::min(fault.find('\n'), fault.size());
  const std::string_view position = fault.substr(line_end);
  return fmt::format("{}:{}:{}: expected the event to be JSON: {}",
                     place,
                     number_after(position, "line: "),
                     number_after(position, "column: "),
                     fault.substr(0, line_end));
}

}  // namespace

EventSource source_of(std::string_view argument) {
  if (argument == "-") return EventSource::StandardInput;
  const std::size_t first = argument.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return EventSource::File;
  const bool looks_like_json =
      std::string_view{"{[\""}.find(argument[first]) != std::string_view::npos;
  if (looks_like_json || !invoke::json_fault(argument)) return EventSource::Text;
  return EventSource::File;
}

std::string read_event(const std::string& argument, std::istream& standard_input) {
  const EventSource source = source_of(argument);
  std::string event = argument;
  if (source == EventSource::File) event = read_file(argument);
  if (source == EventSource::StandardInput) event = read_all(standard_input);

  const std::string place = place_of(source, argument);
  if (event.size() > limits::kMaxSyncRequest) {
    throw config::Error(fmt::format("{}: expected an event of at most {} bytes, found {}",
                                    place,
                                    limits::kMaxSyncRequest,
                                    event.size()));
  }
  if (const std::optional<std::string> fault = invoke::json_fault(event)) {
    throw config::Error(for_a_person(place, *fault));
  }
  return event;
}

}  // namespace lambent::cli
