// LAMBENT_CHECK: a broken promise of our own stops the daemon and says where.
#pragma once

namespace lambent::base {

/// Prints `file:line: why` to standard error and aborts.
[[noreturn]] void broken_promise(const char* file,
                                 int line,
                                 const char* condition,
                                 const char* why);

}  // namespace lambent::base

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): file and line need one.
#define LAMBENT_CHECK(condition, why)                                       \
  do {                                                                      \
    if (!(condition)) {                                                     \
      ::lambent::base::broken_promise(__FILE__, __LINE__, #condition, why); \
    }                                                                       \
  } while (false)
