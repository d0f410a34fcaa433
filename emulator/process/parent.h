// Parent: whoever started a process, and alone may reap it.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include <boost/asio/awaitable.hpp>

namespace lambent::process {

namespace asio = boost::asio;

/// How a process ended.
struct Exit {
  bool by_signal = false;
  int code = 0;  ///< exit status, or the signal's number
  /// The kernel's account of its peak (bytes).  It may include its parent's own.
  std::uint64_t peak_bytes = 0;
};

/// From what wait4 says: the status, and the peak in KiB.
Exit exit_of(int wait_status, long peak_kib);

/// A process that is not this one, and has children which are watched here.
class Parent {
 public:
  virtual ~Parent() = default;

  /// How `pid`, which has ended, did so.  From then on its number may be somebody else's.
  virtual asio::awaitable<Exit> reap(pid_t pid) = 0;

  /// The same for a `pid` that was killed and whose end is of no interest.
  virtual void let_go(pid_t pid) = 0;

 protected:
  Parent() = default;
  Parent(const Parent&) = default;
  Parent& operator=(const Parent&) = default;
};

}  // namespace lambent::process
