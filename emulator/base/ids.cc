#include "emulator/base/ids.h"

#include <fmt/format.h>

namespace lambent::base {

std::string IdSource::hex(std::size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(digits, '0');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (i % 16 == 0) bits = random();
    text[i] = kDigits[bits & 0xf];
    bits >>= 4;
  }
  return text;
}

std::string IdSource::uuid() {
  std::string text = hex(36);
  for (const std::size_t dash : {8U, 13U, 18U, 23U})
    text[dash] = '-';
  text[14] = '4';                     // version
  text[19] = "89ab"[random() & 0x3];  // variant
  return text;
}

std::string IdSource::trace_root(WallTime now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  return fmt::format("1-{:08x}-{}", static_cast<std::uint32_t>(seconds.count()), hex(24));
}

RandomIds::RandomIds() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  engine_.seed(seed);
}

}  // namespace lambent::base
