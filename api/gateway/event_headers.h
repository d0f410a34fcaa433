// The headers of a request as functions see them: what the edge drops, adds and respells.  Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/gateway/request.h"

namespace lambent::gateway {

/// One name with all its values, in the order they came.
struct EventHeader {
  std::string name;
  std::vector<std::string> values;
};

/// Sorted by name, byte by byte.
///
/// Shape   hop-by-hop headers are left out, of REST APIs further ones; Host, X-Forwarded-For,
/// -Port,
///         -Proto and X-Amzn-Trace-Id are added or set; names are spelled as `format` has them.
/// Source  local-api.md §1.3.
std::vector<EventHeader> event_headers(const Request& request, const Stamp& stamp, Format format);

/// `client, peer`, or just the peer.
std::string forwarded_for(const Request& request);

/// `Root=1-…`: the client's, where it sent a well-formed one.
std::string trace_root(const Request& request, std::string_view made_up);

/// The name=value texts of every Cookie header.
std::vector<std::string> cookies_of(const Request& request);

}  // namespace lambent::gateway
