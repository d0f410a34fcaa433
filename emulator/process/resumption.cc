#include "emulator/process/resumption.h"

#include "emulator/process/proc_status.h"

namespace lambent::process {
namespace {

constexpr std::string_view kWaits = "voluntary_ctxt_switches";

}  // namespace

Resumption::Resumption(pid_t pid) : pid_(pid), waits_(status_number(pid, kWaits)) {}

bool Resumption::has_happened() const {
  const std::optional<std::uint64_t> now = status_number(pid_, kWaits);
  return !now || now != waits_;
}

}  // namespace lambent::process
