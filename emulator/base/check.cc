#include "emulator/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace lambent::base {

void broken_promise(const char* file, int line, const char* condition, const char* why) {
  std::fprintf(stderr, "lambent: %s:%d: broken promise: %s (%s)\n", file, line, why, condition);
  std::abort();
}

}  // namespace lambent::base
