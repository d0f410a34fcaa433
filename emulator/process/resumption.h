// Resumption: tells when a process that was frozen has gone on.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace lambent::process {

/// A thaw returns before the thawed threads have run.  Until its main thread has, the kernel hands
/// a signal for the process to another thread, and a Python that waits in its main thread never
/// learns of it.
class Resumption {
 public:
  /// Looks at the process as it is, frozen.
  explicit Resumption(pid_t pid);

  /// The main thread has run and waits again, or the process has ended.  Never true of one that
  /// only computes: that one takes signals at any time.
  bool has_happened() const;

 private:
  pid_t pid_;
  std::optional<std::uint64_t> waits_;  // how often the main thread had gone to sleep
};

}  // namespace lambent::process
