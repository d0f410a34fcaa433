#include "api/gateway/integration.h"

#include <memory>
#include <utility>

#include "emulator/base/signal.h"

namespace lambent::gateway {
namespace {

/// Shared by the one who waits and the one who works, either of whom may leave first.
struct Pending {
  explicit Pending(base::Clock& clock) : settled(clock) {}

  base::Signal settled;
  std::optional<invoke::Outcome> outcome;
};

// Always settles: an exception is a failure of the service.
asio::awaitable<void> run_into(std::shared_ptr<Pending> pending,
                               invoke::Service& service,
                               invoke::Invocation invocation) {
  invoke::Outcome outcome = invoke::ServiceFailure{"the daemon is stopping"};
  try {
    outcome = co_await service.run(std::move(invocation));
  } catch (const std::exception& error) {
    outcome = invoke::ServiceFailure{error.what()};
  }
  pending->outcome = std::move(outcome);
  pending->settled.notify();
}

}  // namespace

Integration::Integration(asio::any_io_executor executor,
                         base::Clock& clock,
                         invoke::Service& service)
    : clock_(clock), service_(service), invokes_(std::move(executor)) {}

asio::awaitable<std::optional<invoke::Outcome>> Integration::run(invoke::Invocation invocation,
                                                                 base::SteadyTime deadline) {
  auto pending = std::make_shared<Pending>(clock_);
  invokes_.spawn("integration", run_into(pending, service_, std::move(invocation)));
  while (!pending->outcome && clock_.now() < deadline) {
    co_await pending->settled.wait(deadline);
  }
  co_return std::move(pending->outcome);
}

asio::awaitable<void> Integration::stop() {
  invokes_.cancel();
  co_await invokes_.join();
}

}  // namespace lambent::gateway
