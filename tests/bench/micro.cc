// bench_micro: the parts of the warm path that can be timed alone.  `bench_micro --help` has the
// options of Google Benchmark.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"
#include "emulator/base/clock.h"
#include "emulator/http/router.h"
#include "emulator/journal/journal.h"
#include "emulator/journal/log_text.h"
#include "emulator/process/log_stream.h"
#include "invoke/payload.h"

namespace {

using namespace lambent;

constexpr std::string_view kRequestId = "8f5fd1a2-6c1f-4a39-9d6c-1b7f0b1f2c3d";

// --- Payloads -----------------------------------------------------------------------------------

std::string small_object() {
  return R"({"name":"Ada"})";
}

// One string of the largest size that a synchronous invoke takes.
std::string largest_string() {
  return '"' + std::string(limits::kMaxSyncRequest - 2, 'x') + '"';
}

// The same size as many small values: what a string hides from a parser.
std::string largest_array() {
  constexpr std::string_view kItem = R"({"id":17,"name":"caf\u00e9","ok":true},)";
  std::string text = "[";
  while (text.size() + kItem.size() <= limits::kMaxSyncRequest)
    text += kItem;
  text.back() = ']';
  return text;
}

using MakePayload = std::string (*)();

void json_fault(benchmark::State& state, MakePayload make) {
  const std::string payload = make();
  for (auto _ : state) {
    auto fault = invoke::json_fault(payload);
    if (fault) state.SkipWithError(fault->c_str());
    benchmark::DoNotOptimize(fault);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(payload.size()));
}

// The yardstick: an ordinary parser that builds nothing.
void nlohmann_accept(benchmark::State& state, MakePayload make) {
  const std::string payload = make();
  for (auto _ : state) {
    bool is_json = nlohmann::json::accept(payload);
    if (!is_json) state.SkipWithError("refused");
    benchmark::DoNotOptimize(is_json);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(payload.size()));
}

BENCHMARK_CAPTURE(json_fault, small_object, small_object);
BENCHMARK_CAPTURE(nlohmann_accept, small_object, small_object);
BENCHMARK_CAPTURE(json_fault, largest_string, largest_string)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(nlohmann_accept, largest_string, largest_string)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(json_fault, largest_array, largest_array)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(nlohmann_accept, largest_array, largest_array)->Unit(benchmark::kMillisecond);

// --- Routes -------------------------------------------------------------------------------------

void router_find(benchmark::State& state) {
  http::Router<int> router;
  router.add("GET", "/2018-06-01/ping", 0);
  router.add("GET", "/2018-06-01/runtime/invocation/next", 1);
  router.add("POST", "/2018-06-01/runtime/invocation/{id}/response", 2);
  router.add("POST", "/2018-06-01/runtime/invocation/{id}/error", 3);
  router.add("POST", "/2018-06-01/runtime/init/error", 4);
  const std::string path =
      "/2018-06-01/runtime/invocation/" + std::string(kRequestId) + "/response";
  for (auto _ : state) {
    auto found = router.find("POST", path);
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(router_find);

// --- Logs ---------------------------------------------------------------------------------------

void log_stream_lines(benchmark::State& state) {
  std::string bytes;
  while (bytes.size() < 65'536)  // what one read of a pipe brings
    bytes += "[INFO]\t2026-01-31T12:00:00.000Z\t" + std::string(kRequestId) + "\tprice is 17.50\n";
  std::size_t lines = 0;
  process::LogStream stream([&](process::LogRecord) { ++lines; });
  for (auto _ : state)
    stream.feed(bytes);
  benchmark::DoNotOptimize(lines);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(lines));
}
BENCHMARK(log_stream_lines);

std::shared_ptr<const journal::Source> a_source(config::LogFormat format) {
  journal::Source source;
  source.function = "orders";
  source.version = "$LATEST";
  source.environment = "17";
  source.memory_mb = 128;
  source.logging.format = format;
  return std::make_shared<const journal::Source>(std::move(source));
}

journal::Report a_report() {
  journal::Report report;
  report.duration = journal::Micros{1'234};
  report.billed_ms = 2;
  report.max_memory_mb = 38;
  return report;
}

void log_line(benchmark::State& state, config::LogFormat format) {
  journal::Event event;
  event.id = 17;
  event.source = a_source(format);
  event.request_id = kRequestId;
  event.fact = a_report();
  for (auto _ : state) {
    std::string line = journal::log_line(event);
    benchmark::DoNotOptimize(line);
  }
}
BENCHMARK_CAPTURE(log_line, report_text, config::LogFormat::Text);
BENCHMARK_CAPTURE(log_line, report_json, config::LogFormat::Json);

// --- Journal ------------------------------------------------------------------------------------

// Most of it runs with a full journal, as a daemon of some age does.
void journal_append(benchmark::State& state) {
  base::SystemClock clock;
  journal::Journal journal(clock);
  const auto source = a_source(config::LogFormat::Text);
  for (auto _ : state)
    benchmark::DoNotOptimize(journal.append(source, std::string(kRequestId), a_report()));
}
BENCHMARK(journal_append);

}  // namespace

BENCHMARK_MAIN();
