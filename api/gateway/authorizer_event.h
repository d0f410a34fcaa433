// What a Lambda authorizer is handed.  Pure.
#pragma once

#include <string>
#include <vector>

#include "api/gateway/event.h"
#include "config/api.h"

namespace lambent::gateway {

/// The event of a TOKEN authorizer, of a REQUEST authorizer of a REST API, or of a request
/// authorizer of an HTTP API in format 1.0 or 2.0.  Source: local-api.md §4.2.
Json authorizer_event(const config::Authorizer& authorizer,
                      config::ApiKind kind,
                      const std::vector<std::string>& identity,
                      const EventInput& input);

}  // namespace lambent::gateway
