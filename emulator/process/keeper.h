// Keeper: a small second process that kills what is left when the daemon was killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <utility>

#include "emulator/process/file.h"

namespace lambent::process {

/// The argument that makes this program a keeper: `lambent --lambent-keeper 0 SCRATCH [CGROUPS]`.
inline constexpr const char* kKeeperArgument = "--lambent-keeper";

/// Tells the keeper which process groups live.  The keeper holds the other end of a socket; when
/// that ends because the daemon died, even by SIGKILL, it kills every group it knows.
class Keeper {
 public:
  /// What goes when the daemon has gone: `scratch`, a folder; `cgroups`, a CgroupHome's.  Empty:
  /// none.
  explicit Keeper(std::filesystem::path executable,
                  std::filesystem::path scratch = {},
                  std::filesystem::path cgroups = {})
      : executable_(std::move(executable)),
        scratch_(std::move(scratch)),
        cgroups_(std::move(cgroups)) {}
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper();

  /// Starts the keeper at the first call.  Errors: std::system_error when it cannot be started.
  void watch(pid_t group);
  void forget(pid_t group);

 private:
  void start();
  void tell(pid_t message);

  std::filesystem::path executable_;
  std::filesystem::path scratch_;
  std::filesystem::path cgroups_;
  std::set<pid_t> groups_;
  File socket_;
  pid_t pid_ = -1;
};

/// The keeper's side: reads from `descriptor` until it ends, kills what is left and removes
/// both folders.  Returns the exit code.
int keep(int descriptor,
         const std::filesystem::path& scratch = {},
         const std::filesystem::path& cgroups = {});

}  // namespace lambent::process
