#include "emulator/process/freezer.h"

#include <signal.h>

#include "emulator/base/check.h"
#include "emulator/process/cgroup.h"

namespace lambent::process {

Freezer::Freezer(CgroupHome* home) : cgroup_(home != nullptr ? home->make() : nullptr) {}

Freezer::~Freezer() = default;

void Freezer::add(pid_t group) {
  LAMBENT_CHECK(group > 1, "a signal to group 1 or 0 would stop the daemon or the whole machine");
  LAMBENT_CHECK(!is_frozen_, "a frozen environment starts nothing");
  groups_.insert(group);
  if (cgroup_) cgroup_->take(group);
}

void Freezer::forget(pid_t group) {
  groups_.erase(group);
}

void Freezer::freeze() {
  if (is_frozen_) return;
  if (cgroup_ && cgroup_->was_refused()) cgroup_.reset();
  if (cgroup_) {
    cgroup_->freeze();
  } else {
    signal_groups(SIGSTOP);
  }
  is_frozen_ = true;
}

void Freezer::thaw() {
  if (!is_frozen_) return;
  if (cgroup_) {
    cgroup_->thaw();
  } else {
    signal_groups(SIGCONT);
  }
  is_frozen_ = false;
}

// A group whose processes have all ended is no error: nothing is left to stop.
void Freezer::signal_groups(int signal) const {
  for (const pid_t group : groups_)
    kill(-group, signal);
}

}  // namespace lambent::process
