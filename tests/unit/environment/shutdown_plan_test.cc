// Who is asked, who is killed, and when; all combinations of what can be there.  runtime-api.md
// §4.8.
#include "emulator/environment/shutdown_plan.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using External = ShutdownFacts::External;

// What one external extension can be.
struct Kind {
  const char* name;
  bool is_alive;
  bool is_registered;
  bool wants_shutdown;
};

constexpr Kind kUnregistered{"unregistered", true, false, false};
constexpr Kind kSilent{"silent", true, true, false};
constexpr Kind kSubscribed{"subscribed", true, true, true};
constexpr Kind kDead{"dead", false, true, true};
constexpr Kind kDeadSilent{"dead-silent", false, true, false};
constexpr Kind kDeadUnregistered{"dead-unregistered", false, false, false};
constexpr Kind kKinds[] = {
    kUnregistered, kSilent, kSubscribed, kDead, kDeadSilent, kDeadUnregistered};

ShutdownFacts facts_of(const std::vector<Kind>& kinds, bool has_internal) {
  ShutdownFacts facts;
  facts.has_internal = has_internal;
  for (const Kind& kind : kinds) {
    facts.external.push_back({kind.name + std::to_string(facts.external.size()),
                              kind.is_alive,
                              kind.is_registered,
                              kind.wants_shutdown});
  }
  return facts;
}

ShutdownPlan plan_of(const std::vector<Kind>& kinds, bool has_internal) {
  return plan_shutdown(facts_of(kinds, has_internal));
}

TEST(ShutdownPlan, KillsTheRuntimeAtOnceWhereNobodyRegistered) {
  const ShutdownPlan plan = plan_of({}, false);

  EXPECT_EQ(plan.budget, 0ms);
  EXPECT_FALSE(plan.asks_runtime);
  EXPECT_EQ(plan.runtime_share, 0ms);
  EXPECT_THAT(plan.told, IsEmpty());
  EXPECT_THAT(plan.killed, IsEmpty());
}

TEST(ShutdownPlan, GivesHalfASecondToAnInternalExtension) {
  const ShutdownPlan plan = plan_of({}, true);

  EXPECT_EQ(plan.budget, 500ms);
  EXPECT_TRUE(plan.asks_runtime);
  EXPECT_EQ(plan.runtime_share, 500ms);
}

TEST(ShutdownPlan, GivesTwoSecondsToAnExternalExtension) {
  const ShutdownPlan plan = plan_of({kSubscribed}, false);

  EXPECT_EQ(plan.budget, 2000ms);
  EXPECT_TRUE(plan.asks_runtime);
  EXPECT_EQ(plan.runtime_share, 300ms);
  EXPECT_THAT(plan.told, ElementsAre("subscribed0"));
}

TEST(ShutdownPlan, GivesTheRuntimeMoreWithBoth) {
  const ShutdownPlan plan = plan_of({kSubscribed}, true);

  EXPECT_EQ(plan.budget, 2000ms);
  EXPECT_EQ(plan.runtime_share, 500ms);
}

TEST(ShutdownPlan, TellsOrKillsEachByWhatItIs) {
  for (const bool has_internal : {false, true}) {
    EXPECT_THAT(plan_of({kUnregistered}, has_internal).killed, ElementsAre("unregistered0"));
    EXPECT_THAT(plan_of({kSilent}, has_internal).killed, ElementsAre("silent0"));
    EXPECT_THAT(plan_of({kSubscribed}, has_internal).killed, IsEmpty());
    EXPECT_THAT(plan_of({kSubscribed}, has_internal).told, ElementsAre("subscribed0"));
    for (const Kind& dead : {kDead, kDeadSilent, kDeadUnregistered}) {
      EXPECT_THAT(plan_of({dead}, has_internal).killed, IsEmpty());
      EXPECT_THAT(plan_of({dead}, has_internal).told, IsEmpty());
    }
  }
}

TEST(ShutdownPlan, DoesNotLetAnUnregisteredOneBuyTime) {
  for (const Kind& kind : {kUnregistered, kDeadUnregistered}) {
    EXPECT_EQ(plan_of({kind}, false).budget, 0ms) << kind.name;
    EXPECT_FALSE(plan_of({kind}, false).asks_runtime);
    EXPECT_EQ(plan_of({kind}, true).budget, 500ms) << kind.name;
  }
}

TEST(ShutdownPlan, LeavesTheRuntimeItsTimeThoughTheExtensionHasDied) {
  for (const Kind& kind : {kDead, kDeadSilent}) {
    EXPECT_EQ(plan_of({kind}, false).budget, 2000ms) << kind.name;
    EXPECT_TRUE(plan_of({kind}, false).asks_runtime);
  }
}

TEST(ShutdownPlan, KeepsTheOrderOfTheirStart) {
  const ShutdownPlan plan =
      plan_of({kSilent, kSubscribed, kDead, kUnregistered, kSubscribed}, false);

  EXPECT_THAT(plan.told, ElementsAre("subscribed1", "subscribed4"));
  EXPECT_THAT(plan.killed, ElementsAre("silent0", "unregistered3"));
}

// Every combination of up to three external extensions, with and without an internal one.
TEST(ShutdownPlan, HoldsItsRulesForEveryCombination) {
  std::vector<std::vector<Kind>> combinations = {{}};
  for (std::size_t from = 0; from < combinations.size(); ++from) {
    const std::vector<Kind> shorter = combinations[from];
    if (shorter.size() == 3) break;
    for (const Kind& kind : kKinds) {
      combinations.push_back(shorter);
      combinations.back().push_back(kind);
    }
  }
  ASSERT_EQ(combinations.size(), 1U + 6 + 36 + 216);

  for (const std::vector<Kind>& kinds : combinations) {
    for (const bool has_internal : {false, true}) {
      const ShutdownFacts facts = facts_of(kinds, has_internal);
      const ShutdownPlan plan = plan_shutdown(facts);
      std::vector<std::string> told;
      std::vector<std::string> killed;
      bool has_external = false;
      std::string trace = has_internal ? "internal" : "no internal";
      for (const External& one : facts.external) {
        trace += ", " + one.name;
        has_external = has_external || one.is_registered;
        if (one.is_alive && one.is_registered && one.wants_shutdown) told.push_back(one.name);
        if (one.is_alive && !(one.is_registered && one.wants_shutdown)) killed.push_back(one.name);
      }
      SCOPED_TRACE(trace);
      EXPECT_EQ(plan.told, told);
      EXPECT_EQ(plan.killed, killed);
      EXPECT_EQ(plan.budget, has_external ? 2000ms : has_internal ? 500ms : 0ms);
      EXPECT_EQ(plan.runtime_share, has_internal ? 500ms : has_external ? 300ms : 0ms);
      EXPECT_EQ(plan.asks_runtime, has_external || has_internal);
      EXPECT_LE(plan.runtime_share, plan.budget);
    }
  }
}

}  // namespace
}  // namespace lambent::environment
