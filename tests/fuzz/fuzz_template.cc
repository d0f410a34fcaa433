// Templates: whatever the bytes, a Model or a config::Error, never a crash.  The first byte chooses
// between a YAML and a JSON file name.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/error.h"
#include "config/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const char* file = data[0] % 2 == 0 ? "/fuzz/template.yaml" : "/fuzz/template.json";
  try {
    lambent::config::parse_template(text, file, {});
  } catch (const lambent::config::Error&) {
    // The one way to refuse a template.
  }
  return 0;
}
