// The daemon's own log: one line a message on standard error, `lambent: message key=value`.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace lambent::base {

enum class LogLevel { Debug, Info, Warning, Error };

/// What a line says beside its sentence.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void log(LogLevel level, std::string_view message, LogFields fields = {});

/// Lines below `level` are dropped.  Default: Warning.
void set_log_level(LogLevel level);

/// Replaces standard error as the place where lines go (without newline); nullptr restores it.
void set_log_sink(std::function<void(std::string_view line)> sink);

/// The line that `log` would write: `lambent: warning: message key=value key="two words"`.
std::string format_log_line(LogLevel level, std::string_view message, LogFields fields);

}  // namespace lambent::base
