// AuthorizerCache: what authorizers said, for as long as they may be believed.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "api/gateway/authorizer_answer.h"
#include "emulator/base/clock.h"

namespace lambent::gateway {

/// Keyed by API, authorizer and identity.  Source: local-api.md §4.2.
class AuthorizerCache {
 public:
  static std::string key(const std::string& api,
                         const std::string& authorizer,
                         const std::vector<std::string>& identity);

  /// nullptr when there is none, or none any more.  Lives until the next `put`.
  const AuthorizerAnswer* find(const std::string& key, base::SteadyTime now) const;

  void put(std::string key,
           AuthorizerAnswer answer,
           base::SteadyTime expires,
           base::SteadyTime now);

  void clear() { entries_.clear(); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    AuthorizerAnswer answer;
    base::SteadyTime expires;
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace lambent::gateway
