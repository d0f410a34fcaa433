#include "emulator/base/log.h"

#include <cstdio>

#include <fmt/core.h>

namespace lambent::base {
namespace {

// One thread owns the daemon; the log belongs to it.
LogLevel threshold = LogLevel::Warning;
std::function<void(std::string_view)> current_sink;

std::string_view prefix_of(LogLevel level) {
  switch (level) {
    case LogLevel::Debug: return "debug: ";
    case LogLevel::Info: return "";
    case LogLevel::Warning: return "warning: ";
    case LogLevel::Error: return "error: ";
  }
  return "";
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \t\r\n\"=") != std::string_view::npos;
}

void append_value(std::string& line, std::string_view value) {
  if (!needs_quotes(value)) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    switch (c) {
      case '"': line += "\\\""; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      default: line += c;
    }
  }
  line += '"';
}

}  // namespace

std::string format_log_line(LogLevel level, std::string_view message, LogFields fields) {
  std::string line = fmt::format("lambent: {}{}", prefix_of(level), message);
  for (const auto& [key, value] : fields) {
    line += fmt::format(" {}=", key);
    append_value(line, value);
  }
  return line;
}

void log(LogLevel level, std::string_view message, LogFields fields) {
  if (level < threshold) return;
  std::string line = format_log_line(level, message, fields);
  if (current_sink) {
    current_sink(line);
    return;
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void set_log_level(LogLevel level) {
  threshold = level;
}

void set_log_sink(std::function<void(std::string_view)> sink) {
  current_sink = std::move(sink);
}

}  // namespace lambent::base
