#include "api/control/event_stream.h"

#include <cstddef>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulator/journal/log_text.h"
#include "emulator/journal/names.h"
#include "emulator/journal/record.h"

namespace lambent::api {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes after which a part is full: what one slow reader holds.
constexpr std::size_t kPartSize = 65'536;

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string entry_text(const journal::Event& event, JournalView view) {
  if (view == JournalView::Entry) return journal::journal_entry(event);
  std::string line = journal::log_line(event);
  if (line.empty()) return {};
  line.pop_back();
  const bool is_json = event.source->logging.format == config::LogFormat::Json;
  // The entry is a JSON text already: it is continued, not parsed again.
  std::string entry = journal::journal_entry(event);
  entry.pop_back();
  fmt::format_to(std::back_inserter(entry),
                 R"(,"line":{},"logFormat":"{}"}})",
                 json_text(line),
                 is_json ? "json" : "text");
  return entry;
}

std::string next_part(const journal::Journal& journal,
                      const journal::Filter& filter,
                      JournalView view,
                      std::uint64_t& after) {
  std::string part;
  const auto end = std::back_inserter(part);
  const auto& events = journal.events();
  if (events.empty()) return part;

  // Ids grow without gaps, so what is missing before the first entry has been forgotten.
  const std::uint64_t first = events.front().id;
  if (first > after + 1) {
    fmt::format_to(
        end, "id: {}\nevent: gap\ndata: {{\"missing\":{}}}\n\n", first - 1, first - 1 - after);
    after = first - 1;
  }
  journal::Filter wanted = filter;
  wanted.after = 0;
  for (std::size_t next = after + 1 - first; next < events.size(); ++next) {
    if (part.size() >= kPartSize) break;
    const journal::Event& event = events[next];
    after = event.id;
    if (!matches(wanted, event)) continue;
    const std::string entry = entry_text(event, view);
    if (entry.empty()) continue;
    fmt::format_to(
        end, "id: {}\nevent: {}\ndata: {}\n\n", event.id, journal::type_of(event.fact), entry);
  }
  return part;
}

}  // namespace lambent::api
