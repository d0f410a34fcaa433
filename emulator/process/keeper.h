// Keeper: a small second process that kills what is left when the daemon was killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <set>

#include "emulator/process/file.h"

namespace lambent::process {

/// The argument that makes this program a keeper: `lambent --lambent-keeper 0 FOLDER`.
inline constexpr const char* kKeeperArgument = "--lambent-keeper";

/// Tells the keeper which process groups live.  The keeper holds the other end of a socket; when
/// that ends because the daemon died, even by SIGKILL, it kills every group it knows.
class Keeper {
 public:
  /// `scratch`: a folder that goes when the daemon has gone; empty: none.
  explicit Keeper(std::filesystem::path executable, std::filesystem::path scratch = {})
      : executable_(std::move(executable)), scratch_(std::move(scratch)) {}
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
  std::set<pid_t> groups_;
  File socket_;
  pid_t pid_ = -1;
};

/// The keeper's side: reads from `descriptor` until it ends, kills what is left and removes
/// `scratch`.  Returns the exit code.
int keep(int descriptor, const std::filesystem::path& scratch = {});

}  // namespace lambent::process
