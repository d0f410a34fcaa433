// Function names: what is read prints as something that is read the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "config/names.h"

namespace {

using lambent::config::FunctionRef;
using lambent::config::parse_function_ref;

void require(bool truth) {
  if (!truth) std::abort();
}

void check(const FunctionRef& ref, std::string_view text) {
  require(!ref.name.empty() && text.find(ref.name) != text.npos);
  const std::string arn =
      lambent::config::function_arn("aws", "us-east-1", "123456789012", ref.name, ref.qualifier);
  const std::optional<FunctionRef> again = parse_function_ref(arn);
  require(again && again->name == ref.name && again->qualifier == ref.qualifier);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::optional<FunctionRef> read = parse_function_ref(text);
  if (read) check(*read, text);
  // What can be created can be read.
  require(!lambent::config::parse_create_ref(text) || read);
  if (lambent::config::is_valid_qualifier(text)) lambent::config::kind_of(text);
  return 0;
}
