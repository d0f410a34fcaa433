#include "invoke/trace.h"

#include <algorithm>

#include <fmt/format.h>

namespace lambent::invoke {
namespace {

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

// 1-<8 hex>-<24 hex>
bool is_root(std::string_view text) {
  return text.size() == 35 && text.starts_with("1-") && text[10] == '-' &&
         is_hex(text.substr(2, 8), 8) && is_hex(text.substr(11), 24);
}

// The value of `name` among the parts "Name=value" that ';' separates; names in any case.
std::string_view part(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view field = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    const std::size_t equals = field.find('=');
    if (equals != name.size()) continue;
    const bool same = std::equal(name.begin(), name.end(), field.begin(), [](char a, char b) {
      return (a | 0x20) == (b | 0x20);
    });
    if (same) return field.substr(equals + 1);
  }
  return {};
}

}  // namespace

std::string trace_header(std::string_view from_caller, base::WallTime now, base::IdSource& ids) {
  const std::string_view root = part(from_caller, "Root");
  const std::string_view sampled = part(from_caller, "Sampled");
  const std::string_view lineage = part(from_caller, "Lineage");
  std::string header = fmt::format("Root={};Parent={};Sampled={}",
                                   is_root(root) ? std::string(root) : ids.trace_root(now),
                                   ids.hex(16),
                                   sampled == "1" ? '1' : '0');
  if (!lineage.empty()) header += fmt::format(";Lineage={}", lineage);
  return header;
}

}  // namespace lambent::invoke
