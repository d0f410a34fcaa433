// The numbers of a REPORT; runtime-api.md §6.2.
#include "emulator/environment/invoke_ending.h"

#include <optional>

#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using namespace std::chrono_literals;
using journal::Micros;
using journal::Status;

constexpr std::uint64_t kMegabyte = 1'048'576;

InvokeEnding ending_with(Status status, std::string error_type = {}) {
  InvokeEnding ending;
  ending.status = status;
  ending.error_type = std::move(error_type);
  return ending;
}

journal::Report report(Micros duration,
                       std::optional<Micros> init = std::nullopt,
                       const InvokeEnding& ending = {}) {
  return report_of(ending, duration, init, 900s, 36 * kMegabyte);
}

struct Billing {
  Micros duration;
  std::optional<Micros> init;
  std::int64_t billed_ms;
};

TEST(ReportOf, BillsTheCeilingOfDurationAndInitTogether) {
  const Billing rows[] = {
  // As documented: 133.61 + 80.00 → 214; 3016.78 + 84.00 → 3101; 6348.12 + 385.63 → 6734.
      {133'610us,   80'000us,  214 },
      {3'016'780us, 84'000us,  3101},
      {6'348'120us, 385'630us, 6734},
 // One ceiling of the sum, not a sum of ceilings.
      {400us,       400us,     1   },
      {500us,       501us,     2   },
      {1'000us,     1'000us,   2   },
 // Without an init.
      {122'390us,   {},        123 },
      {0us,         {},        0   },
      {1us,         {},        1   },
      {999us,       {},        1   },
      {1'000us,     {},        1   },
      {1'001us,     {},        2   },
      {0us,         0us,       0   },
  };
  for (const Billing& row : rows) {
    EXPECT_EQ(report(row.duration, row.init).billed_ms, row.billed_ms) << row.duration.count();
  }
}

TEST(ReportOf, KeepsDurationAndInitDurationAsMeasured) {
  const journal::Report with_init = report(133'610us, 80'000us);
  EXPECT_EQ(with_init.duration, 133'610us);
  EXPECT_EQ(with_init.init_duration, 80'000us);

  EXPECT_EQ(report(133'610us).init_duration, std::nullopt);
}

TEST(ReportOf, ClampsDurationWhenTheInvokeTimedOut) {
  const InvokeEnding timeout = ending_with(Status::Timeout);

  const journal::Report late = report_of(timeout, 3'016'780us, std::nullopt, 3s, 0);
  EXPECT_EQ(late.duration, 3s);
  EXPECT_EQ(late.billed_ms, 3'000);

  const journal::Report with_init = report_of(timeout, 3'016'780us, 84'000us, 3s, 0);
  EXPECT_EQ(with_init.duration, 3s);
  EXPECT_EQ(with_init.billed_ms, 3'084);

  const journal::Report early = report_of(timeout, 2'999'999us, std::nullopt, 3s, 0);
  EXPECT_EQ(early.duration, 2'999'999us) << "never more than it took";
}

TEST(ReportOf, ClampsNothingElse) {
  for (const Status status : {Status::Success, Status::Error}) {
    const journal::Report late =
        report_of(ending_with(status, "Runtime.ExitError"), 3'016'780us, std::nullopt, 3s, 0);
    EXPECT_EQ(late.duration, 3'016'780us);
    EXPECT_EQ(late.billed_ms, 3'017);
  }
}

TEST(ReportOf, NamesAnErrorTypeOnlyForAnError) {
  EXPECT_EQ(report(1us, {}, ending_with(Status::Success, "Runtime.X")).error_type, "");
  EXPECT_EQ(report(1us, {}, ending_with(Status::Timeout, "Runtime.X")).error_type, "");
  EXPECT_EQ(report(1us, {}, ending_with(Status::Error, "Runtime.X")).error_type, "Runtime.X");
}

TEST(ReportOf, TakesTheStatusOver) {
  for (const Status status : {Status::Success, Status::Error, Status::Timeout}) {
    EXPECT_EQ(report(1us, {}, ending_with(status)).status, status);
    EXPECT_EQ(ending_with(status).is_broken(), status != Status::Success);
  }
}

TEST(ReportOf, RoundsMemoryUpToWholeMegabytes) {
  const auto shown = [](std::uint64_t bytes) {
    return report_of({}, 1us, std::nullopt, 3s, bytes).max_memory_mb;
  };
  EXPECT_EQ(shown(0), 0);
  EXPECT_EQ(shown(1), 1);
  EXPECT_EQ(shown(kMegabyte), 1);
  EXPECT_EQ(shown(kMegabyte + 1), 2);
  EXPECT_EQ(shown(36 * kMegabyte), 36);
  EXPECT_EQ(shown(10'240 * kMegabyte), 10'240);
}

}  // namespace
}  // namespace lambent::environment
