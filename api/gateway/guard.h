// Guard: who may pass to a route: API keys, Lambda authorizers, JSON web tokens.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include "api/gateway/authorizer_cache.h"
#include "api/gateway/event.h"
#include "api/gateway/integration.h"
#include "api/gateway/jwks.h"
#include "api/gateway/refusal.h"
#include "api/gateway/site.h"

namespace lambent::gateway {

enum class JwtMode {
  Verify,  ///< signatures as well
  Decode,  ///< everything but signatures
  Off,     ///< routes with a JWT authorizer are open
};

struct GuardOptions {
  std::string account;
  std::string region;
  bool disable_authorizer = false;  ///< Lambda and JWT authorizers let everybody through
  JwtMode jwt = JwtMode::Decode;
  std::vector<RsaKey> keys = {};           ///< for Verify
  std::vector<std::string> api_keys = {};  ///< empty: any
  /// The header x-local-authorizer is taken for what an authorizer would say.
  bool allow_override = false;
  Json standing_context = {};  ///< the same for requests without that header; null: none
};

/// Turned away.
struct Turned {
  Refusal refusal;
  std::string detail = {};
  std::string www_authenticate = {};
};

/// Source: local-api.md §4.2, §4.3.
class Guard {
 public:
  Guard(base::Clock& clock, Integration& integration, GuardOptions options)
      : clock_(clock), integration_(integration), options_(std::move(options)) {}

  /// `requestContext.authorizer` for the function, null when no authorizer ran; or why the request
  /// is turned away.
  asio::awaitable<std::variant<Json, Turned>> admit(const MountedApi& api,
                                                    const config::Route& route,
                                                    const EventInput& input,
                                                    Format format);

  /// Forgets what authorizers said: their code may have changed.
  void forget() { cache_.clear(); }

 private:
  using Verdict = std::variant<Json, Turned>;

  std::optional<Verdict> overridden(const Request& request) const;
  asio::awaitable<Verdict> ask_authorizer(const MountedApi& api,
                                          const std::string& name,
                                          const EventInput& input,
                                          Format format);
  Verdict check_token(const config::Authorizer& authorizer,
                      const config::Route& route,
                      const EventInput& input,
                      Format format) const;

  base::Clock& clock_;
  Integration& integration_;
  GuardOptions options_;
  AuthorizerCache cache_;
};

/// The JSON object in `file`.  Errors: config::Error naming it.
Json read_context(const std::filesystem::path& file);

/// What is missing of a REST route's required parameters, joined by ", ".
std::string missing_parameters(const config::Route& route, const Request& request);

}  // namespace lambent::gateway
