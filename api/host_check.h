// Who may talk to a daemon that runs code: only those who mean this machine.  Pure.
#pragma once

#include <string_view>

namespace lambent::api {

/// True when the Host header of a request names this machine's loopback: 127.0.0.0/8, [::1],
/// localhost or a name below it, with any port.  A web page that reaches a local port through a
/// name of its own (DNS rebinding) is turned away.
bool is_local_host(std::string_view host_header);

}  // namespace lambent::api
