// ForkConnection: the daemon's end of the socket to one fork server, from its start to its end.
#pragma once

#include <sys/types.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/process/fork_message.h"
#include "emulator/process/parent.h"
#include "emulator/process/spawn.h"

namespace lambent::process {

/// The parent of all that its server has forked; children keep it alive.
///
/// When the server goes, so do its children: nobody could tell how they end.
class ForkConnection final : public Parent, public std::enable_shared_from_this<ForkConnection> {
 public:
  /// `socket`: SOCK_SEQPACKET, does not block.
  ForkConnection(const asio::any_io_executor& executor, base::Clock& clock, File socket);
  ~ForkConnection() override { close(); }
  ForkConnection(const ForkConnection&) = delete;
  ForkConnection& operator=(const ForkConnection&) = delete;

  /// Reads what the server says until it has gone or `close` was called.
  asio::awaitable<void> read();
  /// Writes what the socket did not take at once, until the same.
  asio::awaitable<void> write();

  /// A child with the directory, variables and output of `command`.  nullopt when `deadline` came
  /// first, the server has gone, or the command does not fit into a request.
  /// Errors: std::system_error "fork/exec <program>" when the kernel has no process to give.
  asio::awaitable<std::optional<Spawned>> fork(const Command& command, base::SteadyTime deadline);

  asio::awaitable<Exit> reap(pid_t pid) override;
  void let_go(pid_t pid) override;

  /// The server takes this for the end of the daemon, and ends.
  void close();
  bool is_open() const { return is_open_; }

 private:
  struct Fork {
    explicit Fork(base::Clock& clock) : answered(clock) {}
    base::Signal answered;
    bool is_wanted = true;  // somebody waits
    std::optional<ForkReply> reply;
    File pidfd;
  };
  // Nobody waits any more, however the wait ended.
  struct Wait {
    Fork& fork;
    ~Wait() { fork.is_wanted = false; }
  };
  struct Reap {
    explicit Reap(base::Clock& clock) : answered(clock) {}
    base::Signal answered;
    std::optional<Exit> exit;
  };
  struct Packet {
    std::string text;
    File descriptor;  // a copy of the one that goes with it
  };

  void send(std::string text, int descriptor);
  void receive();
  void take(const ForkReply& reply, File pidfd);
  void answer_fork(const ForkReply& reply, File pidfd);

  base::Clock& clock_;
  asio::posix::stream_descriptor socket_;
  bool is_open_ = true;
  std::deque<std::shared_ptr<Fork>> forks_;       // asked for, in the order of the answers
  std::map<pid_t, std::shared_ptr<Reap>> reaps_;  // somebody waits
  std::set<pid_t> children_;                      // not reaped yet
  std::deque<Packet> unsent_;
  base::Signal has_unsent_;
};

}  // namespace lambent::process
