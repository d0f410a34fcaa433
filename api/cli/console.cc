#include "api/cli/console.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "config/function.h"
#include "emulator/journal/log_text.h"

namespace lambent::cli {

namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kCyan = "\x1b[36m";

bool is_failure(const journal::Fact& fact) {
  if (const auto* report = std::get_if<journal::Report>(&fact)) {
    return report->status != journal::Status::Success;
  }
  const auto* report = std::get_if<journal::InitReport>(&fact);
  return report != nullptr && report->status != journal::Status::Success;
}

Tone tone_of(const journal::Fact& fact) {
  if (std::holds_alternative<journal::FunctionLog>(fact)) return Tone::Plain;
  return is_failure(fact) ? Tone::Failure : Tone::Platform;
}

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::Plain: return {};
    case Tone::Platform: return kDim;
    case Tone::Failure: return kRed;
  }
  return {};
}

std::string painted(std::string_view colour, std::string_view text) {
  return colour.empty() ? std::string(text) : fmt::format("{}{}{}", colour, text, kReset);
}

}  // namespace

bool wants_colour(bool is_terminal, const char* no_color, const char* term) {
  const bool refused = no_color != nullptr && *no_color != '\0';
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return is_terminal && !refused && !dumb;
}

bool wants_lifecycle(config::Lifecycle setting, bool is_terminal) {
  switch (setting) {
    case config::Lifecycle::Auto: return is_terminal;
    case config::Lifecycle::On: return true;
    case config::Lifecycle::Off: return false;
  }
  return false;
}

std::string styled(std::string_view lines,
                   std::string_view function,
                   Tone tone,
                   const ConsoleStyle& style) {
  const std::string_view colour = style.colour ? colour_of(tone) : std::string_view{};
  std::string prefix;
  if (style.name_functions) {
    prefix = painted(style.colour ? kCyan : "", fmt::format("[{}]", function)) + ' ';
  }
  std::string shown;
  for (std::string_view rest = lines; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    shown += prefix + painted(colour, rest.substr(0, end)) + '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return shown;
}

std::string console_text(const journal::Event& event, const ConsoleStyle& style) {
  std::string lines = journal::log_line(event);
  if (event.source->logging.format == config::LogFormat::Json) return lines;
  return styled(lines, event.source->function, tone_of(event.fact), style);
}

}  // namespace lambent::cli
