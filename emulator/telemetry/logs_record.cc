#include "emulator/telemetry/logs_record.h"

#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulator/journal/names.h"
#include "emulator/journal/record.h"
#include "emulator/telemetry/event_text.h"

namespace lambent::telemetry {
namespace {

using Json = nlohmann::ordered_json;

struct LogsEvent {
  std::string_view type;
  std::string_view since;  // schema version
  std::array<const char*, 3> members;
};

// Source: runtime-api.md §3.7.
constexpr auto kLogsEvents = std::to_array<LogsEvent>({
    {"platform.start",            "2020-08-15", {"requestId", "version"}                    },
    {"platform.runtimeDone",      "2021-03-18", {"requestId", "status"}                     },
    {"platform.report",           "2020-08-15", {"requestId", "metrics"}                    },
    {"platform.extension",        "2020-08-15", {"name", "state", "events"}                 },
    {"platform.logsSubscription", "2020-08-15", {"name", "state", "types"}                  },
    {"platform.logsDropped",      "2020-08-15", {"reason", "droppedRecords", "droppedBytes"}},
});

const LogsEvent* find_event(std::string_view type, std::string_view schema_version) {
  for (const LogsEvent& event : kLogsEvents) {
    if (event.type == type && event.since <= schema_version) return &event;
  }
  return nullptr;
}

std::string envelope(const journal::Event& event, std::string_view type, Json record) {
  Json text;
  text["time"] = journal::iso_time(event.time);
  text["type"] = type;
  text["record"] = std::move(record);
  return text.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json record_of(const journal::Event& event, const LogsEvent& row) {
  const Json all = Json::parse(journal::platform_record(event)).at("record");
  Json record = Json::object();
  for (const char* member : row.members) {
    if (member != nullptr) record[member] = all.at(member);
  }
  // As AWS does: what the Telemetry API calls "error" is a "failure" here.
  if (row.type == "platform.runtimeDone" && record["status"] == "error") {
    record["status"] = "failure";
  }
  return record;
}

std::string fault_of(const journal::Event& event,
                     const journal::Report& report,
                     std::string_view exit_message) {
  return fmt::format("RequestId: {} Error: {}\n{}\n",
                     event.request_id,
                     exit_message.empty() ? std::string_view(report.error_type) : exit_message,
                     report.error_type);
}

}  // namespace

std::vector<std::string> logs_texts(const journal::Event& event,
                                    std::string_view schema_version,
                                    std::string_view exit_message) {
  std::vector<std::string> texts;
  if (category_of(event.fact) != "platform") {
    texts.push_back(journal::platform_record(event));
    return texts;
  }
  if (const auto* report = std::get_if<journal::Report>(&event.fact)) {
    if (report->status == journal::Status::Error) {
      texts.push_back(envelope(event, "platform.fault", fault_of(event, *report, exit_message)));
    }
    Json end;
    end["requestId"] = event.request_id;
    texts.push_back(envelope(event, "platform.end", std::move(end)));
  }
  const LogsEvent* row = find_event(journal::type_of(event.fact), schema_version);
  if (row != nullptr) texts.push_back(envelope(event, row->type, record_of(event, *row)));
  return texts;
}

}  // namespace lambent::telemetry
