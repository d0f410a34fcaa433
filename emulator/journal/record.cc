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
    add_error_type(record, fact.status, fact.error_type);
    return record;
  }

  Json operator()(const FunctionLog& fact) const { return fact.text; }

  Json operator()(const EnvironmentStarted& fact) const {
    return {
        {"pid",   fact.pid           },
        {"port",  fact.port          },
        {"phase", name_of(fact.phase)},
        {"by",    name_of(fact.by)   }
    };
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
  entry["record"] = std::visit(Record{event}, event.fact);
  return dump(entry);
}

}  // namespace lambent::journal
