// The two listeners that a warm invoke passes through, each alone and without any process.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "api/lambda/context.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/environment/environment_api.h"
#include "emulator/http/listener.h"
#include "emulator/journal/journal.h"
#include "invoke/pool.h"
#include "invoke/service.h"
#include "tests/bench/hot_path_peer.h"

namespace lambent::bench {

/// The Lambda API over environments that hand back the event at once.
class ServiceRig {
 public:
  ServiceRig();
  ~ServiceRig();

  /// One invoke, from a client's bytes to the answer.
  void invoke();

 private:
  boost::asio::io_context io_{1};
  base::SystemClock clock_;
  base::SeededIds ids_{2026};
  invoke::Pool pool_;
  invoke::Service service_;
  api::LambdaContext context_;
  http::Listener listener_;
  Peer client_;
};

/// The Runtime API of one environment and a runtime that polls.
class RuntimeRig {
 public:
  RuntimeRig();
  ~RuntimeRig();

  /// One event: handed out, answered, acknowledged, and the next poll waits.
  void serve_event();

 private:
  void poll();

  boost::asio::io_context io_{1};
  base::SystemClock clock_;
  base::SeededIds ids_{2026};
  journal::Journal journal_{clock_};
  const std::function<void(journal::Fact)> tell_ = [](journal::Fact) {};
  environment::RuntimeLink link_{clock_};
  environment::ExtensionLink extensions_;
  telemetry::Relay telemetry_;
  http::Listener listener_;
  Peer runtime_;
};

}  // namespace lambent::bench
