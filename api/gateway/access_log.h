// One line for each request, as web servers write it.  Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"

namespace lambent::gateway {

/// Shape   `127.0.0.1 - - [11/Jul/2026 08:15:04] "GET /orders/7 HTTP/1.1" 200 - 12 ms` and a
///         newline; the time is UTC; characters that would break the line are escaped.
/// Source  local-api.md §5.13.
std::string access_line(std::string_view peer,
                        base::WallTime when,
                        std::string_view method,
                        std::string_view target,
                        int status,
                        std::chrono::milliseconds taken);

}  // namespace lambent::gateway
