// What came in over HTTP, and what the gateway knows about it, as plain values.  Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/api.h"
#include "emulator/base/clock.h"
#include "emulator/http/message.h"

namespace lambent::gateway {

/// One request, read whole.
struct Request {
  std::string method;     ///< as sent
  std::string path;       ///< raw, still percent-encoded; without what only picked the API
  std::string query;      ///< raw, without '?'
  http::Headers headers;  ///< as sent, in their order
  std::string body;
  bool has_body_length = false;  ///< it had a Content-Length, or came in chunks
  std::string peer = "127.0.0.1";
  std::uint16_t port = 0;  ///< of ours, as the client knows it
  bool is_tls = false;
  std::string tls_cipher = {};
};

/// What the gateway makes up for one request.  Source: local-api.md §1.5.
struct Stamp {
  base::WallTime arrival;
  std::string request_id;           ///< UUID; of HTTP APIs the short id
  std::string extended_request_id;  ///< the short id
  std::string trace;                ///< Root=1-…
};

/// The parameters of a path by name, in the order of the path; raw.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

/// The API a request goes to.
struct ApiFacts {
  std::string api_id;   ///< 10 letters and digits; of a function URL 32
  std::string account;  ///< 12 digits; of a function URL that anybody may call "anonymous"
  std::string region;
  std::string stage;
  std::map<std::string, std::string> stage_variables;
  std::vector<std::string> binary_types;  ///< REST
};

/// The route it goes to.
struct RouteFacts {
  std::string method;  ///< as declared: "GET", "ANY"; unused for $default
  std::string path;    ///< as declared: "/orders/{name}", "$default"
  std::string operation_name;
  std::string api_key;  ///< the one that was sent, where the route needs one
  bool is_iam = false;  ///< guarded by AWS_IAM: the caller is the account's own user
  PathParameters parameters;
};

/// The four shapes of events and of answers.  Source: local-api.md §1.1.
enum class Format { Rest, HttpV1, HttpV2, Url };

}  // namespace lambent::gateway
