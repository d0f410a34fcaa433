// Freezer: stops everything that one environment runs, and lets it go on.
#pragma once

#include <sys/types.h>

#include <memory>
#include <set>

namespace lambent::process {

class Cgroup;
class CgroupHome;

/// Stopped processes keep memory, sockets and timers; calls that waited are taken up again, except
/// the few of signal(7), "Interruption ... by stop signals", which end with EINTR by either means:
/// epoll_wait, a recv with SO_RCVTIMEO.
///
/// Shape   by a cgroup when `home` has one to give: every descendant is stopped, wherever it went,
///         and nobody in there can tell.  By SIGSTOP and SIGCONT otherwise: these miss a process
///         that left its group (setsid, setpgid), a parent that waits with WUNTRACED or WCONTINUED
///         sees them, and a handler for SIGCONT runs.
/// Units   one system call for a cgroup, one for each group for signals; some microseconds.
/// Source  runtime-api.md §4.4.
class Freezer {
 public:
  enum class Means { Signals, Cgroup };

  /// `home`: where this environment may have its cgroup, outlives this; nullptr: signals.
  explicit Freezer(CgroupHome* home);
  Freezer(const Freezer&) = delete;
  Freezer& operator=(const Freezer&) = delete;
  /// Its processes are gone by then.
  ~Freezer();

  /// Becomes Signals for good when the kernel refuses to move a process into the cgroup.
  Means means() const { return cgroup_ ? Means::Cgroup : Means::Signals; }

  /// A process group of the environment, right after the start of its leader; not while frozen.
  void add(pid_t group);
  /// Once the leader is reaped: the group's number may belong to somebody else then.
  void forget(pid_t group);

  /// The kernel stops them a moment after this has returned.  Does nothing when frozen.
  void freeze();
  /// Comes before SIGTERM, whose handler does not run in a stopped process; SIGKILL needs no thaw.
  void thaw();
  bool is_frozen() const { return is_frozen_; }

 private:
  void signal_groups(int signal) const;

  std::set<pid_t> groups_;
  std::unique_ptr<Cgroup> cgroup_;
  bool is_frozen_ = false;
};

}  // namespace lambent::process
