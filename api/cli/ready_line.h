// The one line on stdout that says the daemon can take calls.  Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace lambent::cli {

/// `http://127.0.0.1:3001`; an IPv6 host is put in brackets.
std::string base_url(std::string_view host, std::uint16_t port);

/// Shape   Text: `lambent ready: lambda http://127.0.0.1:3001`.
///         Json: `{"ready":true,"lambda":"http://127.0.0.1:3001","pid":4711}`.
///         Each with its newline; faces that are off are absent.
/// Source  architecture.md §6.
std::string ready_line(config::Output format, std::string_view lambda_url, int pid);

}  // namespace lambent::cli
