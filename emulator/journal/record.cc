#include "emulator/journal/record.h"

#include <string_view>

#include <nlohmann/json.hpp>

#include "emulator/journal/names.h"

namespace lambent::journal {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kOnDemand = "on-demand";
constexpr std::int64_t kBytesPerMegabyte = 1'048'576;

double millis(Micros duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

void add_error_type(Json& record, Status status, const std::string& error_type) {
  // As AWS does: errorType goes with `error`, never with `timeout`.  runtime-api.md §3.4.
  if (status == Status::Error && !error_type.empty()) record["errorType"] = error_type;
}

void add_spans(Json& record, const std::vector<Span>& spans) {
  if (spans.empty()) return;
  Json list = Json::array();
  for (const Span& span : spans) {
    list.push_back({
        {"name",       span.name            },
        {"start",      iso_time(span.start) },
        {"durationMs", millis(span.duration)}
    });
  }
  record["spans"] = std::move(list);
}

// One overload for each fact; the member order is AWS's.  Source: runtime-api.md §3.4.
struct Record {
  const Event& event;

  Json operator()(const InitStart& fact) const {
    const Source& source = *event.source;
    return {
        {"initializationType", kOnDemand                           },
        {"phase",              name_of(fact.phase)                 },
        {"runtimeVersion",     fact.runtime_version                },
        {"runtimeVersionArn",  fact.runtime_version_arn            },
        {"functionName",       source.function                     },
        {"functionVersion",    source.version                      },
        {"instanceId",         source.log_stream                   },
        {"instanceMaxMemory",  source.memory_mb * kBytesPerMegabyte}
    };
  }

  Json operator()(const InitRuntimeDone& fact) const {
    Json record = {
        {"initializationType", kOnDemand           },
        {"phase",              name_of(fact.phase) },
        {"status",             name_of(fact.status)}
    };
    add_error_type(record, fact.status, fact.error_type);
    return record;
  }

  Json operator()(const InitReport& fact) const {
    Json record = {
        {"initializationType", kOnDemand                              },
        {"phase",              name_of(fact.phase)                    },
        {"status",             name_of(fact.status)                   },
        {"metrics",            {{"durationMs", millis(fact.duration)}}}
    };
    add_error_type(record, fact.status, fact.error_type);
    return record;
  }

  Json operator()(const Start&) const {
    return {
        {"requestId", event.request_id     },
        {"version",   event.source->version}
    };
  }

  Json operator()(const RuntimeDone& fact) const {
    Json record = {
        {"requestId", event.request_id                                                  },
        {"status",    name_of(fact.status)                                              },
        {"metrics",
         {{"durationMs", millis(fact.duration)}, {"producedBytes", fact.produced_bytes}}}
    };
    add_spans(record, fact.spans);
    add_error_type(record, fact.status, fact.error_type);
    return record;
  }

  Json operator()(const Report& fact) const {
    Json metrics = {
        {"durationMs",       millis(fact.duration)  },
        {"billedDurationMs", fact.billed_ms         },
        {"memorySizeMB",     event.source->memory_mb},
        {"maxMemoryUsedMB",  fact.max_memory_mb     }
    };
    if (fact.init_duration) metrics["initDurationMs"] = millis(*fact.init_duration);
    Json record = {
        {"requestId", event.request_id    },
        {"metrics",   std::move(metrics)  },
        {"status",    name_of(fact.status)}
    };
    add_spans(record, fact.spans);
    add_error_type(record, fact.status, fact.error_type);
    return record;
  }

  Json operator()(const Extension& fact) const {
    Json record = {
        {"name",   fact.name  },
        {"state",  fact.state },
        {"events", fact.events}
    };
    if (!fact.error_type.empty()) record["errorType"] = fact.error_type;
    return record;
  }

  Json operator()(const TelemetrySubscription& fact) const {
    return {
        {"name",  fact.name },
        {"state", fact.state},
        {"types", fact.types}
    };
  }

  Json operator()(const LogsSubscription& fact) const {
    return {
        {"name",  fact.name },
        {"state", fact.state},
        {"types", fact.types}
    };
  }

  Json operator()(const LogsDropped& fact) const {
    return {
        {"droppedBytes",   fact.bytes  },
        {"droppedRecords", fact.records},
        {"reason",         fact.reason }
    };
  }

  Json operator()(const FunctionLog& fact) const { return fact.text; }
  Json operator()(const ExtensionLog& fact) const { return fact.text; }

  Json operator()(const EnvironmentStarted& fact) const {
    Json record = {
        {"pid",   fact.pid           },
        {"port",  fact.port          },
        {"phase", name_of(fact.phase)},
        {"by",    name_of(fact.by)   }
    };
    if (!fact.spawn_reason.empty()) record["spawnReason"] = fact.spawn_reason;
    return record;
  }

  Json operator()(const EnvironmentExited& fact) const {
    return {
        {"pid",       fact.pid       },
        {"errorType", fact.error_type},
        {"message",   fact.message   }
    };
  }

  Json operator()(const EnvironmentReset& fact) const {
    return {
        {"reason", name_of(fact.reason)}
    };
  }

  Json operator()(const EnvironmentStopped& fact) const {
    return {
        {"reason", name_of(fact.reason)}
    };
  }

  Json operator()(const EnvironmentFrozen& fact) const {
    return {
        {"by", name_of(fact.by)}
    };
  }

  Json operator()(const EnvironmentThawed&) const { return Json::object(); }

  Json operator()(const ExtensionStarted& fact) const {
    return {
        {"name", fact.name},
        {"pid",  fact.pid }
    };
  }

  Json operator()(const ExtensionRegistered& fact) const {
    return {
        {"name",   fact.name                                 },
        {"kind",   fact.is_external ? "external" : "internal"},
        {"events", fact.events                               }
    };
  }

  Json operator()(const ExtensionReady& fact) const {
    return {
        {"name", fact.name}
    };
  }

  Json operator()(const ExtensionExited& fact) const {
    return {
        {"name",    fact.name   },
        {"pid",     fact.pid    },
        {"message", fact.message}
    };
  }

  Json operator()(const ExtensionKilled& fact) const {
    return {
        {"name", fact.name},
        {"pid",  fact.pid }
    };
  }

  Json operator()(const ExtensionShutdown& fact) const {
    return {
        {"name",       fact.name           },
        {"reason",     name_of(fact.reason)},
        {"deadlineMs", fact.deadline_ms    }
    };
  }

  Json operator()(const RuntimeSignalled& fact) const {
    return {
        {"pid",    fact.pid   },
        {"signal", fact.signal}
    };
  }

  Json operator()(const ShutdownStart& fact) const {
    return {
        {"reason",   name_of(fact.reason)},
        {"budgetMs", fact.budget.count() }
    };
  }

  Json operator()(const ShutdownReport& fact) const {
    return {
        {"reason",       name_of(fact.reason)   },
        {"durationMs",   millis(fact.duration)  },
        {"runtimeMs",    millis(fact.runtime)   },
        {"extensionsMs", millis(fact.extensions)}
    };
  }
};

// Functions may write any bytes; what is not UTF-8 is shown as U+FFFD.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string platform_record(const Event& event) {
  return dump({
      {"time",               iso_time(event.time)},
      {        "type", type_of(event.fact)                    },
      { "record",         std::visit(Record{event},                             event.fact)}
  });
}

std::string journal_entry(const Event& event) {
  Json entry = {
      {"id",          event.id                 },
      {"time",        iso_time(event.time)     },
      {"type",        type_of(event.fact)      },
      {"function",    event.source->function   },
      {"environment", event.source->environment}
  };
  if (!event.request_id.empty()) entry["requestId"] = event.request_id;
  if (const auto* log = std::get_if<ExtensionLog>(&event.fact)) entry["extension"] = log->name;
  entry["record"] = std::visit(Record{event}, event.fact);
  return dump(entry);
}

}  // namespace lambent::journal
