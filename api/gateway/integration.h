// Integration: an invoke that its caller may stop waiting for, while it goes on.
#pragma once

#include <chrono>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/task_group.h"
#include "invoke/invocation.h"
#include "invoke/service.h"

namespace lambent::gateway {

namespace asio = boost::asio;

/// As AWS does: after an integration's timeout the invoke runs on to its own end, and its result is
/// dropped.  Source: local-api.md §2.6.
class Integration {
 public:
  Integration(asio::any_io_executor executor, base::Clock& clock, invoke::Service& service);

  /// What the function said; nullopt when `deadline` came first.
  asio::awaitable<std::optional<invoke::Outcome>> run(invoke::Invocation invocation,
                                                      base::SteadyTime deadline);

  /// Returns when no invoke runs any more; what still waits is cancelled.
  asio::awaitable<void> stop();

 private:
  base::Clock& clock_;
  invoke::Service& service_;
  base::TaskGroup invokes_;
};

}  // namespace lambent::gateway
