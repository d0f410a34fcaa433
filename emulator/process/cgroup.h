// Cgroup: a folder of the kernel's (cgroup v2); what is in there is stopped by one write.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <vector>

#include <boost/asio/thread_pool.hpp>

namespace lambent::process {

class CgroupHome;

/// One environment's.
class Cgroup {
 public:
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  /// Thaws whoever is still in there; the folder goes as soon as it is empty.
  ~Cgroup();

  /// Moves the processes of `group` here.  The kernel takes some 10 ms for that (a grace period of
  /// RCU), so a thread of the home does it; who comes into a frozen cgroup is frozen then.
  void take(pid_t group);
  /// The kernel would not move a process: nothing here can be relied on.
  bool was_refused() const;

  void freeze();
  void thaw();

  const std::filesystem::path& path() const;

 private:
  friend class CgroupHome;
  struct Files;
  Cgroup(CgroupHome& home, std::shared_ptr<Files> files);

  CgroupHome& home_;
  std::shared_ptr<Files> files_;  // shared with moves that have not been made yet
};

/// The folder of one daemon, below the cgroup it lives in; the environments' are below that.
class CgroupHome {
 public:
  /// nullptr when this system has no cgroup v2 or does not let us: that is usual, and says why at
  /// level Debug.
  static std::unique_ptr<CgroupHome> find();
  /// The same below `own`, the daemon's own cgroup.
  static std::unique_ptr<CgroupHome> below(const std::filesystem::path& own);

  CgroupHome(const CgroupHome&) = delete;
  CgroupHome& operator=(const CgroupHome&) = delete;
  /// Waits a moment for processes that are about to end, then removes its folder.
  ~CgroupHome();

  /// nullptr when the kernel refuses one more (`cgroup.max.descendants`).
  std::unique_ptr<Cgroup> make();

  const std::filesystem::path& path() const { return path_; }

 private:
  friend class Cgroup;
  CgroupHome(std::filesystem::path own, std::filesystem::path path);

  void remove(const std::filesystem::path& folder);

  std::filesystem::path own_;
  std::filesystem::path path_;
  std::vector<std::filesystem::path> leftovers_;  // their last process had not quite ended
  boost::asio::thread_pool mover_{1};
};

}  // namespace lambent::process
