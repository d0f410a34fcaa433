// No payload crashes the check, and nlohmann/json agrees with it (where that has an opinion).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/unit/invoke/json_yardstick.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!lambent::invoke::agrees_with_the_yardstick(text)) std::abort();
  return 0;
}
