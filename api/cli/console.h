// The console: journal events as the lines a person reads on stderr.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.h"
#include "emulator/journal/event.h"

namespace lambent::cli {

struct ConsoleStyle {
  bool name_functions =
      false;  ///< `[HelloFunction] ` before each line: several functions are loaded
  bool colour = false;
};

/// Colour is for terminals, and not for those who set NO_COLOR to anything or TERM to `dumb`.
/// A null pointer means the variable is not set.
bool wants_colour(bool is_terminal, const char* no_color, const char* term);

/// Whether lifecycle lines are shown: only on a terminal unless the setting says otherwise.
bool wants_lifecycle(config::Lifecycle setting, bool is_terminal);

/// How a line looks: as the function wrote it, dim, or red.
enum class Tone { Plain, Platform, Failure };

/// Each of `lines` (text with its newlines) prefixed and coloured by `style`.
std::string styled(std::string_view lines,
                   std::string_view function,
                   Tone tone,
                   const ConsoleStyle& style);

/// What the console shows of `event`: lines with their newline, or nothing.
///
/// Shape   the journal's own log line.  Text: each line prefixed and coloured by `style`; platform
///         lines are dim, a REPORT of a failure is red, what the function wrote keeps its looks.
///         JSON: untouched, so that every line stays one JSON object.
std::string console_text(const journal::Event& event, const ConsoleStyle& style);

}  // namespace lambent::cli
