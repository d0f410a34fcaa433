// ForkServer: a warm interpreter that is forked instead of starting a cold one each time.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/task_group.h"
#include "emulator/process/fork_connection.h"
#include "emulator/process/spawn.h"

namespace lambent::process {

/// Starts its program when it is first needed, and again when it has gone.  A program that keeps
/// ending before it has forked anything is given up.
///
/// `stop` must have returned before this dies, once it was started.
class ForkServer {
 public:
  /// `program`: speaks fork_message.h on its descriptor 0; what it writes is logged as a warning.
  ForkServer(const asio::any_io_executor& executor, base::Clock& clock, Command program);
  ForkServer(const ForkServer&) = delete;
  ForkServer& operator=(const ForkServer&) = delete;

  /// Starts the program now, so that the first fork finds it warm.  When it cannot be started,
  /// that is logged.
  void start();

  /// As ForkConnection::fork; nullopt too when there is no server to be had.
  asio::awaitable<std::optional<Spawned>> fork(const Command& command, base::SteadyTime deadline);

  /// Ends the program; whoever it forked is gone by then, or goes with it.
  asio::awaitable<void> stop();

  /// The program's; 0 when none runs.
  pid_t pid() const { return is_running() ? pid_ : 0; }

 private:
  void start_program();
  bool is_running() const { return connection_ && connection_->is_open(); }
  static asio::awaitable<void> run(std::shared_ptr<ForkConnection> connection,
                                   Spawned program,
                                   File log);

  asio::any_io_executor executor_;
  base::Clock& clock_;
  Command program_;
  std::shared_ptr<ForkConnection> connection_;  // none before the first start
  pid_t pid_ = 0;
  int useless_starts_ = 0;  // in a row
  bool is_stopping_ = false;
  base::TaskGroup tasks_;
};

}  // namespace lambent::process
