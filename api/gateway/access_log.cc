#include "api/gateway/access_log.h"

#include <fmt/format.h>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = byte >= 0x20 && byte != 0x7f && c != '"';
    result += is_plain ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return result;
}

}  // namespace

std::string access_line(std::string_view peer,
                        base::WallTime when,
                        std::string_view method,
                        std::string_view target,
                        int status,
                        std::chrono::milliseconds taken) {
  constexpr std::size_t kDate = 11;  // dd/Mon/yyyy
  constexpr std::size_t kTime = 8;   // HH:MM:SS
  const std::string time = clf_time(when);
  return fmt::format("{} - - [{} {}] \"{} {} HTTP/1.1\" {} - {} ms\n",
                     peer,
                     time.substr(0, kDate),
                     time.substr(kDate + 1, kTime),
                     printable(method),
                     printable(target),
                     status,
                     taken.count());
}

}  // namespace lambent::gateway
