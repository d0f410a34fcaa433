// hot_path: does one piece of a warm invoke so many times and says nothing.
//
//   hot_path OPERATION COUNT
//   hot_path                  prints the operations
//
// callgrind counts its instructions (`./dev bench --instructions`): two runs with different COUNTs
// differ by what the piece itself takes, whatever else the machine does.
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/lambda/operations.h"
#include "config/limits.h"
#include "emulator/base/clock.h"
#include "emulator/http/request_parser.h"
#include "emulator/journal/journal.h"
#include "emulator/journal/log_text.h"
#include "invoke/payload.h"
#include "tests/bench/hot_path_requests.h"
#include "tests/bench/hot_path_rigs.h"

namespace lambent::bench {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

void parse_head(std::size_t count) {
  const std::string request = invoke_request();
  for (std::size_t i = 0; i < count; ++i) {
    http::RequestParser parser(limits::kMaxServiceHead);
    parser.put_head(request);
    require(parser.head_done(), "the head is whole");
  }
}

void find_route(std::size_t count) {
  using Match = http::Router<const api::Operation*>::Match;
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = api::operations().find("POST", "/2015-03-31/functions/orders/invocations");
    require(std::holds_alternative<Match>(found), "invoke has a route");
  }
}

void check_payload(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    require(!invoke::json_fault(kPayload), "the payload is JSON");
}

// The facts of one warm invoke.
std::vector<journal::Fact> facts_of_an_invoke() {
  journal::RuntimeDone done;
  done.duration = journal::Micros{900};
  done.produced_bytes = kPayload.size();
  for (const char* name : {"responseLatency", "responseDuration", "runtimeOverhead"})
    done.spans.push_back({name, base::WallTime{}, journal::Micros{300}});
  journal::Report report;
  report.duration = journal::Micros{1'234};
  report.billed_ms = 2;
  report.max_memory_mb = 38;
  return {journal::EnvironmentThawed{},
          journal::Start{},
          std::move(done),
          std::move(report),
          journal::EnvironmentFrozen{journal::FrozenBy::Cgroup}};
}

std::shared_ptr<const journal::Source> a_source() {
  journal::Source source;
  source.function = kFunction;
  source.version = "$LATEST";
  source.environment = "1f2e3d4c5b6a7988";
  source.memory_mb = 128;
  return std::make_shared<const journal::Source>(std::move(source));
}

void write_journal(std::size_t count) {
  base::SystemClock clock;
  journal::Journal journal(clock);
  const auto source = a_source();
  for (std::size_t i = 0; i < count; ++i) {
    for (journal::Fact& fact : facts_of_an_invoke())
      journal.append(source, std::string(kRequestId), std::move(fact));
  }
}

// What the console makes of them.
void write_log_lines(std::size_t count) {
  std::vector<journal::Event> events;
  for (journal::Fact& fact : facts_of_an_invoke()) {
    journal::Event& event = events.emplace_back();
    event.source = a_source();
    event.request_id = kRequestId;
    event.fact = std::move(fact);
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t bytes = 0;
    for (const journal::Event& event : events)
      bytes += journal::log_line(event).size();
    require(bytes > 0, "an invoke has log lines");
  }
}

void invoke_service(std::size_t count) {
  ServiceRig rig;
  for (std::size_t i = 0; i < count; ++i)
    rig.invoke();
}

void serve_runtime(std::size_t count) {
  RuntimeRig rig;
  for (std::size_t i = 0; i < count; ++i)
    rig.serve_event();
}

struct Operation {
  std::string_view name;
  std::string_view title;
  void (*run)(std::size_t count);
};

constexpr Operation kOperations[] = {
    {"service_api", "Lambda API: a request to its answer",          invoke_service },
    {"runtime_api", "Runtime API: next, response, acknowledgement", serve_runtime  },
    {"head",        "of these: the head of a request",              parse_head     },
    {"route",       "of these: the route of an invoke",             find_route     },
    {"payload",     "of these: is the payload JSON?",               check_payload  },
    {"journal",     "journal: the facts of one invoke",             write_journal  },
    {"log",         "console: START, END and REPORT of one invoke", write_log_lines},
};

void run(std::string_view name, std::string_view text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  require(error == std::errc{} && end == text.data() + text.size(), "COUNT is a whole number");
  for (const Operation& operation : kOperations) {
    if (operation.name == name) return operation.run(count);
  }
  throw std::runtime_error("no operation " + std::string(name));
}

}  // namespace
}  // namespace lambent::bench

int main(int argc, char** argv) {
  using namespace lambent::bench;
  if (argc != 3) {
    for (const Operation& operation : kOperations) {
      std::printf(
          "%s\t%s\n", std::string(operation.name).c_str(), std::string(operation.title).c_str());
    }
    return argc == 1 ? 0 : 2;
  }
  try {
    run(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hot_path: %s\n", error.what());
    return 1;
  }
}
