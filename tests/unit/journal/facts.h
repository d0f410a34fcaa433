// Events for tests: one environment, one moment, any fact.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "emulator/journal/event.h"

namespace lambent::journal {

inline constexpr const char* kRequestId = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";
/// 2026-02-01T10:00:00.123Z, and a part of a millisecond that nobody sees.
inline constexpr base::WallTime kMoment{Micros{1'769'940'000'123'999}};

inline Source a_source() {
  Source source;
  source.function = "orders";
  source.version = "$LATEST";
  source.environment = "e1";
  source.log_stream = "2026/02/01/[$LATEST]0123456789abcdef0123456789abcdef";
  source.memory_mb = 128;
  return source;
}

inline Source a_json_source(config::SystemLogLevel level = config::SystemLogLevel::Debug) {
  Source source = a_source();
  source.logging.format = config::LogFormat::Json;
  source.logging.system_level = level;
  return source;
}

inline Event event_of(Fact fact, Source source = a_source()) {
  Event event;
  event.id = 7;
  event.time = kMoment;
  event.source = std::make_shared<const Source>(std::move(source));
  event.request_id = kRequestId;
  event.fact = std::move(fact);
  return event;
}

inline InitStart an_init_start(Phase phase) {
  return {phase, "python:3.12.v18", "arn:aws:lambda:us-east-1::runtime:abc"};
}

inline Report a_report(Status status, std::string error_type = {}) {
  Report report;
  report.status = status;
  report.error_type = std::move(error_type);
  report.duration = Micros{3'012};
  report.billed_ms = 4;
  report.max_memory_mb = 36;
  return report;
}

inline Report a_report_with_init(Status status, std::string error_type = {}) {
  Report report = a_report(status, std::move(error_type));
  report.init_duration = Micros{110'103};
  report.billed_ms = 114;
  return report;
}

}  // namespace lambent::journal
