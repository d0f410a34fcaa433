// The daemon's own routes under /_lambent/: an interface, documented in the README and tested.
#pragma once

#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "api/control/journal_streams.h"
#include "emulator/http/exchange.h"
#include "emulator/journal/journal.h"
#include "invoke/pool.h"
#include "invoke/service.h"

namespace lambent::api {

namespace asio = boost::asio;

inline constexpr std::string_view kControlPrefix = "/_lambent/";

struct ControlContext {
  base::Clock& clock;
  journal::Journal& journal;
  invoke::Service& service;
  invoke::Pool& pool;
  std::string_view version;
  JournalStreams streams{clock, journal};
};

/// Serves one request whose path begins with kControlPrefix.
///
/// Shape   GET health, functions, environments, journal; POST reset.  Answers are JSON objects, the
///         journal on request also server-sent events;
///         errors {"error": "sentence"} with 400, 404 or 405.
asio::awaitable<void> serve_control(http::Exchange& exchange, ControlContext& context);

}  // namespace lambent::api
