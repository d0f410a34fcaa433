#include "api/gateway/authorizer_cache.h"

#include <utility>

namespace lambent::gateway {
namespace {

/// Answers kept; when there are more, what has expired goes, and if nothing has, everything.  Ours.
constexpr std::size_t kMost = 10'000;

}  // namespace

// Lengths in front, so that no two lists of values look the same.
std::string AuthorizerCache::key(const std::string& api,
                                 const std::string& authorizer,
                                 const std::vector<std::string>& identity) {
  std::string key = api + '/' + authorizer;
  for (const std::string& value : identity) {
    key += '/' + std::to_string(value.size()) + ':' + value;
  }
  return key;
}

const AuthorizerAnswer* AuthorizerCache::find(const std::string& key, base::SteadyTime now) const {
  const auto found = entries_.find(key);
  return found != entries_.end() && now < found->second.expires ? &found->second.answer : nullptr;
}

void AuthorizerCache::put(std::string key,
                          AuthorizerAnswer answer,
                          base::SteadyTime expires,
                          base::SteadyTime now) {
  if (entries_.size() >= kMost) {
    std::erase_if(entries_, [&](const auto& row) { return row.second.expires <= now; });
    if (entries_.size() >= kMost) entries_.clear();
  }
  entries_.insert_or_assign(std::move(key), Entry{std::move(answer), expires});
}

}  // namespace lambent::gateway
