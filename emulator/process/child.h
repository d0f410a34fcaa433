// Child: a started process that leads a group; tells when and how it ended.
#pragma once

#include <sys/types.h>

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "emulator/process/spawn.h"

namespace lambent::process {

namespace asio = boost::asio;

/// Owned by one coroutine that calls `wait`.  A child that is still running when this dies is
/// killed with its whole group.
class Child {
 public:
  Child(const asio::any_io_executor& executor, Spawned spawned);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }

  /// Whether the leader has ended, known to `wait` or not yet.
  bool has_ended() const;

  /// Returns once the leader has ended.  The rest of its group is killed before the leader is
  /// reaped: until then the kernel cannot give the group's number to anybody else.
  asio::awaitable<Exit> wait();

  /// Sends `signal` to the whole group; does nothing after `wait` has returned.
  void signal_group(int signal);

 private:
  pid_t pid_;
  std::shared_ptr<Parent> parent_;  // none: this process
  bool reaped_ = false;
  mutable asio::posix::stream_descriptor pidfd_;  // its number is asked for
};

}  // namespace lambent::process
