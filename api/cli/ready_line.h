// The one line on stdout that says the daemon can take calls.  Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace lambent::cli {

/// `http://127.0.0.1:3001`; an IPv6 host is put in brackets.
std::string base_url(std::string_view host, std::uint16_t port, std::string_view scheme = "http");

/// Where the faces are; empty when off.
struct Addresses {
  std::string lambda;
  std::string api;
};

/// Shape   Text: `lambent ready: lambda http://127.0.0.1:3001, api http://127.0.0.1:3000`.
///         Json: `{"ready":true,"lambda":"http://127.0.0.1:3001","api":…,"pid":4711}`.
///         Each with its newline; faces that are off are absent.
/// Source  architecture.md §6.
std::string ready_line(config::Output format, const Addresses& addresses, int pid);

}  // namespace lambent::cli
