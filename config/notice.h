// A remark for the start-up report: nothing is wrong, but a reader should know.  Pure.
#pragma once

#include <string>
#include <vector>

namespace lambent::config {

struct Notice {
  std::string where;  ///< `file:line:column: path`
  std::string what;   ///< one sentence without a full stop

  bool operator==(const Notice&) const = default;
};

using Notices = std::vector<Notice>;

}  // namespace lambent::config
