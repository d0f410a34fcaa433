// What a person's configuration did wrong, as one sentence.  Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace lambent::config {

/// Shape   `place: rule, found "value"`, without capital or full stop.
/// Source  every reader of this folder throws it; one function per face prints it.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `text` in double quotes for a message: control characters escaped, cut after 120 bytes.
std::string in_quotes(std::string_view text);

}  // namespace lambent::config
