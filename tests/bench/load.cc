// load: sends one request many times over a few connections and prints what it saw as JSON.
//
//   load PORT PATHS BODY_FILE CONNECTIONS REQUESTS WARM_UP
//
// PATHS is one path, or several between commas, which the connections take in turn.  REQUESTS and
// WARM_UP are per connection; the warm-up is sent first and not counted.  Times are microseconds
// from the first byte sent to the last byte received.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <exception>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/bench/connection.h"

namespace lambent::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

struct Plan {
  std::vector<Request> requests_by_path;
  std::size_t connections = 0;
  std::size_t requests = 0;
  std::size_t warm_up = 0;
};

using Connections = std::vector<std::unique_ptr<Connection>>;

// What was seen.
struct Samples {
  std::vector<double> latencies;  // microseconds
  std::size_t received = 0;       // bytes of bodies
};

template <class Number>
Number number(std::string_view name, std::string_view text, Number least) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least) {
    throw std::invalid_argument(
        fmt::format("{}: expected a number of at least {}, found \"{}\"", name, least, text));
  }
  return value;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument(fmt::format("BODY_FILE: cannot read \"{}\"", path));
  return {std::istreambuf_iterator<char>(file), {}};
}

Plan plan_of(const std::vector<std::string>& words) {
  if (words.size() != 6) {
    throw std::invalid_argument("usage: load PORT PATHS BODY_FILE CONNECTIONS REQUESTS WARM_UP");
  }
  Plan plan;
  const auto port = number<std::uint16_t>("PORT", words[0], 1);
  const std::string body = read_file(words[2]);
  std::istringstream paths(words[1]);
  for (std::string path; std::getline(paths, path, ',');)
    plan.requests_by_path.push_back({port, path, body});
  if (plan.requests_by_path.empty()) throw std::invalid_argument("PATHS: expected one, found none");
  plan.connections = number<std::size_t>("CONNECTIONS", words[3], 1);
  plan.requests = number<std::size_t>("REQUESTS", words[4], 1);
  plan.warm_up = number<std::size_t>("WARM_UP", words[5], 0);
  return plan;
}

Samples measure(Connection& connection, std::size_t requests) {
  Samples samples;
  samples.latencies.reserve(requests);
  for (std::size_t i = 0; i < requests; ++i) {
    const auto sent = SteadyClock::now();
    samples.received += connection.exchange();
    samples.latencies.push_back(Micros(SteadyClock::now() - sent).count());
  }
  return samples;
}

// The value that `share` of the sorted, non-empty `values` do not exceed.
double percentile(const std::vector<double>& values, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(rank, values.size() - 1)];
}

// All connections at once, each `requests` times.
Samples measure_together(const Connections& connections, std::size_t requests) {
  std::vector<std::future<Samples>> running;
  for (const auto& connection : connections) {
    const auto policy = connections.size() == 1 ? std::launch::deferred : std::launch::async;
    running.push_back(std::async(policy, [&] { return measure(*connection, requests); }));
  }
  Samples all;
  for (std::future<Samples>& one : running) {
    const Samples samples = one.get();
    all.latencies.insert(all.latencies.end(), samples.latencies.begin(), samples.latencies.end());
    all.received += samples.received;
  }
  std::sort(all.latencies.begin(), all.latencies.end());
  return all;
}

void run(const Plan& plan) {
  Connections connections;
  for (std::size_t i = 0; i < plan.connections; ++i)
    connections.push_back(
        std::make_unique<Connection>(plan.requests_by_path[i % plan.requests_by_path.size()]));
  measure_together(connections, plan.warm_up);

  const auto began = SteadyClock::now();
  const Samples seen = measure_together(connections, plan.requests);
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - began).count();

  const double count = static_cast<double>(seen.latencies.size());
  const double sent = count * static_cast<double>(plan.requests_by_path[0].body.size());
  fmt::print(
      "{{\"requests\":{},\"seconds\":{:.6f},\"p50_us\":{:.2f},\"p90_us\":{:.2f},\"p99_us\":{:.2f},"
      "\"max_us\":{:.2f},\"requests_per_second\":{:.1f},\"bytes_per_second\":{:.0f}}}\n",
      seen.latencies.size(),
      seconds,
      percentile(seen.latencies, 0.50),
      percentile(seen.latencies, 0.90),
      percentile(seen.latencies, 0.99),
      seen.latencies.back(),
      count / seconds,
      (sent + static_cast<double>(seen.received)) / seconds);
}

}  // namespace
}  // namespace lambent::bench

int main(int argc, char** argv) {
  try {
    lambent::bench::run(lambent::bench::plan_of({argv + 1, argv + argc}));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "load: {}\n", error.what());
    return 1;
  }
}
