// Any bytes as an authorizer's policy, and as a pattern and a text: always a verdict, soon.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <nlohmann/json.hpp>

#include "api/gateway/policy.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lambent::gateway;
  constexpr std::size_t kMost = 4'096;  // beyond it a pattern of stars is slow, not wrong
  if (size > kMost) return 0;
  const std::string text(data, data + size);
  const auto policy = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!policy.is_discarded()) judge_policy(policy, "arn:aws:execute-api:r:a:i/s/GET/x");

  const std::size_t cut = std::min(text.find('\n'), text.size());
  const std::string pattern = text.substr(0, cut);
  const std::string subject = text.substr(std::min(cut + 1, text.size()));
  const bool matches = matches_wildcard(subject, pattern);
  require(matches_wildcard(subject, pattern + "*") || !matches);
  require(matches_wildcard(subject, "*"));
  if (pattern.find_first_of("*?") == std::string::npos) require(matches == (subject == pattern));
  return 0;
}
