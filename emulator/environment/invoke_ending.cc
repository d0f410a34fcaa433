#include "emulator/environment/invoke_ending.h"

#include <algorithm>

namespace lambent::environment {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;

}  // namespace

journal::Report report_of(const InvokeEnding& ending,
                          journal::Micros duration,
                          std::optional<journal::Micros> init_duration,
                          std::chrono::seconds timeout,
                          std::uint64_t memory_bytes) {
  journal::Report report;
  report.status = ending.status;
  report.error_type = ending.status == journal::Status::Error ? ending.error_type : std::string();
  report.duration = ending.status == journal::Status::Timeout
                        ? std::min<journal::Micros>(duration, timeout)
                        : duration;
  const journal::Micros billed = report.duration + init_duration.value_or(journal::Micros{0});
  report.billed_ms = std::chrono::ceil<std::chrono::milliseconds>(billed).count();
  report.init_duration = init_duration;
  report.max_memory_mb = static_cast<int>((memory_bytes + kMegabyte - 1) / kMegabyte);
  return report;
}

}  // namespace lambent::environment
