#include "emulator/environment/shutdown_plan.h"

#include <algorithm>

namespace lambent::environment {
namespace {

using std::chrono::milliseconds;

// Source: runtime-api.md §0.3, §4.8.
constexpr milliseconds kBudgetWithExternal{2000};
constexpr milliseconds kBudgetWithInternalOnly{500};
constexpr milliseconds kShareWithInternal{500};
constexpr milliseconds kShareWithExternalOnly{300};

}  // namespace

ShutdownPlan plan_shutdown(const ShutdownFacts& facts) {
  ShutdownPlan plan;
  for (const ShutdownFacts::External& extension : facts.external) {
    if (!extension.is_alive) continue;
    const bool is_told = extension.is_registered && extension.wants_shutdown;
    (is_told ? plan.told : plan.killed).push_back(extension.name);
  }
  // One that has registered and died meanwhile counts: the runtime's time does not depend on it.
  const bool has_external = std::any_of(
      facts.external.begin(), facts.external.end(), [](const ShutdownFacts::External& extension) {
        return extension.is_registered;
      });
  plan.asks_runtime = has_external || facts.has_internal;
  if (!plan.asks_runtime) return plan;
  plan.budget = has_external ? kBudgetWithExternal : kBudgetWithInternalOnly;
  plan.runtime_share = facts.has_internal ? kShareWithInternal : kShareWithExternalOnly;
  return plan;
}

}  // namespace lambent::environment
