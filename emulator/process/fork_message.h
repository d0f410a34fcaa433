// What the daemon and its fork server say to each other, one packet each.  Pure.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/process/spawn.h"

namespace lambent::process {

/// The most bytes of a request; the kernel takes three times that in one packet.
inline constexpr std::size_t kMaxForkRequest = 65'536;

/// Shape   "fork", the working directory and the variables, with a zero byte between each two.  The
///         packet carries one descriptor, which becomes 1, 2 and kLogDescriptor of the child.
/// Errors  nullopt when it would be longer than kMaxForkRequest.
std::optional<std::string> fork_request(const Command& command);

/// Shape   "reap PID": wait for it and tell how it ended.
std::string reap_request(pid_t pid);

/// "started PID", with a pidfd of it: the answer to a fork request, in the order of the requests.
struct ForkStarted {
  pid_t pid = 0;
};
/// "refused ERRNO": the other answer.
struct ForkRefused {
  int error = 0;
};
/// "ended PID STATUS PEAK": the answer to a reap request; the status is wait4's, the peak in KiB.
struct ForkEnded {
  pid_t pid = 0;
  int status = 0;
  long peak_kib = 0;
};
using ForkReply = std::variant<ForkStarted, ForkRefused, ForkEnded>;

/// nullopt when `packet` is none of the three.
std::optional<ForkReply> parse_fork_reply(std::string_view packet);

}  // namespace lambent::process
