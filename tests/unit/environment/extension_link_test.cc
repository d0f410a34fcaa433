// Where the calls of the extensions meet the environment's life; runtime-api.md §2.3, §2.4.
#include "emulator/environment/extension_link.h"

#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/journal/names.h"

namespace lambent::environment {
namespace {

namespace asio = boost::asio;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using S = ExtensionState;
using C = ExtensionCall;

constexpr EventChoice kBoth{true, true};
constexpr EventChoice kInvoke{true, false};
constexpr EventChoice kShutdown{false, true};
constexpr EventChoice kNothing{false, false};

class ExtensionLinkTest : public ::testing::Test {
 protected:
  std::string registers(std::string_view name, EventChoice events = kBoth) {
    const auto outcome = link_.register_extension(name, events);
    const auto* extension = std::get_if<const Extension*>(&outcome);
    return extension == nullptr ? "" : (*extension)->id;
  }
  /// Registers and polls; its identifier.
  std::string becomes_ready(std::string_view name, EventChoice events = kBoth) {
    const std::string id = registers(name, events);
    EXPECT_TRUE(link_.begin_next(id));
    return id;
  }
  static InvokeNotice invoke(std::string request_id) {
    InvokeNotice notice;
    notice.request_id = std::move(request_id);
    return notice;
  }
  static ShutdownNotice shutdown() { return {journal::ShutdownReason::Timeout, 1234}; }
  S state_of(std::string_view name) const { return link_.find(name)->state; }

  /// The request id of an INVOKE, "SHUTDOWN", or "" where none waits.
  std::string taken(const std::string& id) {
    if (!link_.has_event(id)) return "";
    return text_of(link_.take_event(id));
  }
  static std::string text_of(const ExtensionEvent& event) {
    const auto* notice = std::get_if<InvokeNotice>(&event.notice);
    return notice == nullptr ? "SHUTDOWN" : notice->request_id;
  }
  /// Whether `act` wakes who waits on `changed`.
  template <class Act>
  bool wakes(Act act) {
    auto woken = asio::co_spawn(io_, link_.changed().wait(), asio::use_future);
    settle();
    act();
    settle();
    const bool is_awake = woken.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
    link_.changed().notify();
    settle();
    return is_awake;
  }
  void settle() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  base::Signal changed_{clock_};
  base::SeededIds ids_{7};
  std::vector<std::string> told_;
  ExtensionLink link_{
      {"123456789012",                   "orders", "$LATEST", "app.handler"},
      ids_,
      changed_,
      [this](journal::Fact fact) {
        told_.emplace_back(journal::type_of(fact));
        last_ = std::move(fact);
       }
  };
  journal::Fact last_;
};

// --- Registration --------------------------------------------------------------------------------

TEST_F(ExtensionLinkTest, GivesEachAnIdentifierOfItsOwn) {
  link_.restart({"a", "b"});

  const std::string a = registers("a");
  const std::string b = registers("b");

  EXPECT_EQ(a.size(), 36U);
  EXPECT_NE(a, b);
  EXPECT_EQ(link_.find_id(a)->name, "a");
  EXPECT_EQ(link_.find_id(b)->name, "b");
}

TEST_F(ExtensionLinkTest, TellsTheJournalWhoRegistered) {
  link_.restart({"e"});
  registers("e");
  const auto external = std::get<journal::ExtensionRegistered>(last_);
  EXPECT_EQ(external.name, "e");
  EXPECT_TRUE(external.is_external);
  EXPECT_THAT(external.events, ElementsAre("INVOKE", "SHUTDOWN"));

  registers("i", kInvoke);
  const auto internal = std::get<journal::ExtensionRegistered>(last_);
  EXPECT_EQ(internal.name, "i");
  EXPECT_FALSE(internal.is_external);
  EXPECT_THAT(internal.events, ElementsAre("INVOKE"));

  registers("e");
  EXPECT_EQ(told_.size(), 2U) << "nothing of a registration that is refused";
}

TEST_F(ExtensionLinkTest, TellsTheJournalOnceWhoIsReady) {
  const std::string id = registers("i", kInvoke);
  ASSERT_TRUE(link_.begin_next(id));
  link_.offer_invoke(invoke("1"));
  taken(id);
  ASSERT_TRUE(link_.begin_next(id));

  EXPECT_THAT(told_, ElementsAre("extension.registered", "extension.ready"));
  EXPECT_EQ(std::get<journal::ExtensionReady>(last_).name, "i");
}

TEST_F(ExtensionLinkTest, ForgetsEverybodyWithANewGeneration) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_invoke(invoke("1"));
  const std::uint64_t before = link_.generation();

  link_.restart({"e"});

  EXPECT_EQ(link_.generation(), before + 1);
  EXPECT_EQ(link_.find_id(id), nullptr);
  EXPECT_FALSE(link_.has_event(id)) << "a poll of the old process finds nothing";
  EXPECT_TRUE(link_.is_invoke_done());
  const std::string again = becomes_ready("e");
  EXPECT_NE(again, id);
  EXPECT_EQ(taken(again), "");
}

// --- INVOKE --------------------------------------------------------------------------------------

TEST_F(ExtensionLinkTest, HandsInvokeToWhoSubscribed) {
  link_.restart({"both", "shutdown", "nothing"});
  const std::string both = becomes_ready("both", kBoth);
  const std::string last = becomes_ready("shutdown", kShutdown);
  const std::string nothing = becomes_ready("nothing", kNothing);
  const std::string internal = becomes_ready("i", kInvoke);

  link_.offer_invoke(invoke("1"));

  EXPECT_EQ(taken(both), "1");
  EXPECT_EQ(taken(internal), "1");
  EXPECT_EQ(taken(last), "");
  EXPECT_EQ(taken(nothing), "");
  EXPECT_EQ(state_of("both"), S::Running);
  EXPECT_EQ(state_of("shutdown"), S::Ready);
}

TEST_F(ExtensionLinkTest, GivesEachEventAnIdentifierOfItsOwn) {
  const std::string one = becomes_ready("one", kInvoke);
  const std::string two = becomes_ready("two", kInvoke);
  link_.offer_invoke(invoke("1"));

  const ExtensionEvent first = link_.take_event(one);
  const ExtensionEvent second = link_.take_event(two);

  EXPECT_EQ(first.id.size(), 36U);
  EXPECT_NE(first.id, second.id);
}

TEST_F(ExtensionLinkTest, EndsTheInvokeWhenEverySubscriberHasAskedForMore) {
  const std::string one = becomes_ready("one", kInvoke);
  const std::string two = becomes_ready("two", kInvoke);
  becomes_ready("idle", kNothing);
  EXPECT_TRUE(link_.is_invoke_done());

  link_.offer_invoke(invoke("1"));
  EXPECT_FALSE(link_.is_invoke_done()) << "nobody has fetched it";
  taken(one);
  taken(two);
  EXPECT_FALSE(link_.is_invoke_done());
  ASSERT_TRUE(link_.begin_next(one));
  EXPECT_FALSE(link_.is_invoke_done());
  ASSERT_TRUE(link_.begin_next(two));
  EXPECT_TRUE(link_.is_invoke_done());
}

TEST_F(ExtensionLinkTest, DoesNotWaitForWhoIsDead) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_invoke(invoke("1"));
  taken(id);

  link_.note_exit("e", false, false);

  EXPECT_TRUE(link_.is_invoke_done());
  link_.offer_invoke(invoke("2"));
  EXPECT_TRUE(link_.is_invoke_done()) << "nor is it offered more";
}

TEST_F(ExtensionLinkTest, WaitsForWhoAnnouncedItsEndUntilItComes) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_invoke(invoke("1"));
  taken(id);
  ASSERT_TRUE(link_.report_error(id, C::ExitError, "E.X"));
  EXPECT_FALSE(link_.is_invoke_done());

  link_.note_exit("e", false, false);

  EXPECT_TRUE(link_.is_invoke_done());
  EXPECT_EQ(state_of("e"), S::ExitError);
}

TEST_F(ExtensionLinkTest, GivesNoEventToWhoAnnouncedItsEnd) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.offer_invoke(invoke("1"));

  ASSERT_TRUE(link_.report_error(id, C::ExitError, "E.X"));

  EXPECT_FALSE(link_.has_event(id));
}

// --- Polls ---------------------------------------------------------------------------------------

TEST_F(ExtensionLinkTest, RefusesASecondPollBesideTheFirst) {
  const std::string id = becomes_ready("i", kInvoke);

  EXPECT_FALSE(link_.begin_next(id));
  EXPECT_EQ(state_of("i"), S::Ready);
}

TEST_F(ExtensionLinkTest, AllowsAnotherPollWhenTheLastHungUp) {
  const std::string id = becomes_ready("i", kInvoke);

  link_.end_next(id);

  EXPECT_TRUE(link_.begin_next(id));
  EXPECT_FALSE(link_.begin_next(id)) << "and again one only";
  EXPECT_THAT(told_, ElementsAre("extension.registered", "extension.ready"));
}

TEST_F(ExtensionLinkTest, KeepsAnEventWhosePollerHungUp) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.end_next(id);
  link_.offer_invoke(invoke("1"));

  EXPECT_FALSE(link_.is_invoke_done());
  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_EQ(taken(id), "1");
}

TEST_F(ExtensionLinkTest, TakesAnEventBackThatCouldNotBeWritten) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.offer_invoke(invoke("1"));
  ExtensionEvent event = link_.take_event(id);
  const std::string event_id = event.id;

  link_.give_back(id, std::move(event));

  EXPECT_FALSE(link_.is_invoke_done());
  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_FALSE(link_.is_invoke_done()) << "the poll that fetches it ends no invoke";
  ASSERT_TRUE(link_.has_event(id));
  EXPECT_EQ(link_.take_event(id).id, event_id);
  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_TRUE(link_.is_invoke_done());
}

TEST_F(ExtensionLinkTest, TakesAnEventBackThoughTheExtensionPollsAlready) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.offer_invoke(invoke("1"));
  ExtensionEvent event = link_.take_event(id);
  ASSERT_TRUE(link_.begin_next(id));

  link_.give_back(id, std::move(event));

  EXPECT_EQ(taken(id), "1");
}

TEST_F(ExtensionLinkTest, TakesNoEventBackOverALaterOne) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_invoke(invoke("1"));
  ExtensionEvent event = link_.take_event(id);
  link_.offer_shutdown("e", shutdown());

  link_.give_back(id, std::move(event));

  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_EQ(taken(id), "SHUTDOWN");
}

TEST_F(ExtensionLinkTest, TakesNoEventBackForWhoAnnouncedItsEnd) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.offer_invoke(invoke("1"));
  ExtensionEvent event = link_.take_event(id);
  ASSERT_TRUE(link_.report_error(id, C::ExitError, "E.X"));

  link_.give_back(id, std::move(event));

  EXPECT_FALSE(link_.has_event(id));
}

// --- SHUTDOWN ------------------------------------------------------------------------------------

TEST_F(ExtensionLinkTest, HandsShutdownToAPollThatWaits) {
  link_.restart({"e", "f"});
  const std::string e = becomes_ready("e");
  const std::string f = becomes_ready("f");

  link_.offer_shutdown("e", shutdown());

  EXPECT_EQ(taken(e), "SHUTDOWN");
  EXPECT_EQ(state_of("e"), S::Running);
  EXPECT_EQ(taken(f), "");
  ASSERT_TRUE(link_.begin_next(e));
  EXPECT_FALSE(link_.has_event(e)) << "a further poll waits";
}

TEST_F(ExtensionLinkTest, KeepsShutdownForAPollToCome) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_invoke(invoke("1"));
  taken(id);

  link_.offer_shutdown("e", shutdown());

  EXPECT_FALSE(link_.has_event(id)) << "it is busy";
  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_EQ(taken(id), "SHUTDOWN");
}

TEST_F(ExtensionLinkTest, PutsShutdownInThePlaceOfAnInvokeThatNobodyFetched) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.end_next(id);
  link_.offer_invoke(invoke("1"));

  link_.offer_shutdown("e", shutdown());

  ASSERT_TRUE(link_.begin_next(id));
  EXPECT_EQ(taken(id), "SHUTDOWN");
}

TEST_F(ExtensionLinkTest, TellsTheJournalWhenShutdownHasArrived) {
  link_.restart({"e"});
  const std::string id = becomes_ready("e");
  link_.offer_shutdown("e", shutdown());
  const ExtensionEvent event = link_.take_event(id);
  EXPECT_THAT(told_, ElementsAre("extension.registered", "extension.ready"));

  link_.confirm(id, event);

  EXPECT_EQ(told_.back(), "extension.shutdown");
  const auto fact = std::get<journal::ExtensionShutdown>(last_);
  EXPECT_EQ(fact.name, "e");
  EXPECT_EQ(fact.reason, journal::ShutdownReason::Timeout);
  EXPECT_EQ(fact.deadline_ms, 1234);
}

TEST_F(ExtensionLinkTest, DoesNotTellTheJournalOfInvoke) {
  const std::string id = becomes_ready("i", kInvoke);
  link_.offer_invoke(invoke("1"));
  const ExtensionEvent event = link_.take_event(id);
  told_.clear();

  link_.confirm(id, event);

  EXPECT_THAT(told_, IsEmpty());
}

// --- Waking --------------------------------------------------------------------------------------

TEST_F(ExtensionLinkTest, WakesWhoeverWaitsAtEveryChange) {
  std::string id;
  ExtensionEvent event;

  EXPECT_TRUE(wakes([&] { link_.restart({"e", "f"}); })) << "restart";
  EXPECT_TRUE(wakes([&] { id = registers("e"); })) << "register";
  EXPECT_FALSE(wakes([&] { registers("e"); })) << "a refusal is no change";
  EXPECT_TRUE(wakes([&] { link_.begin_next(id); })) << "next";
  EXPECT_FALSE(wakes([&] { link_.begin_next(id); }));
  EXPECT_TRUE(wakes([&] { link_.offer_invoke(invoke("1")); })) << "offer";
  EXPECT_TRUE(wakes([&] { event = link_.take_event(id); })) << "take";
  EXPECT_TRUE(wakes([&] { link_.give_back(id, std::move(event)); })) << "give back";
  EXPECT_TRUE(wakes([&] { link_.offer_shutdown("e", shutdown()); })) << "shutdown";
  EXPECT_FALSE(wakes([&] { link_.report_error(id, C::InitError, "E"); }));
  EXPECT_TRUE(wakes([&] { link_.report_error(id, C::ExitError, "E"); })) << "error";
  EXPECT_TRUE(wakes([&] { link_.note_exit("e", true, false); })) << "exit";
  EXPECT_TRUE(wakes([&] { link_.note_launch_error("f", "UnknownError"); })) << "launch";
}

TEST_F(ExtensionLinkTest, IsEnabledUnlessSaidOtherwise) {
  EXPECT_TRUE(link_.is_enabled());
  link_.enable(false);
  EXPECT_FALSE(link_.is_enabled());
}

using ExtensionLinkDeathTest = ExtensionLinkTest;

TEST_F(ExtensionLinkDeathTest, TellsOnlyRegisteredOnesOfTheEnd) {
  link_.restart({"e"});
  EXPECT_DEATH(link_.offer_shutdown("e", shutdown()), "only a registered extension");
  EXPECT_DEATH(link_.offer_shutdown("nobody", shutdown()), "only a registered extension");
}

TEST_F(ExtensionLinkDeathTest, GivesNoEventThatIsNotThere) {
  const std::string id = becomes_ready("i", kInvoke);
  EXPECT_DEATH(link_.take_event(id), "an event is taken where one waits");
}

}  // namespace
}  // namespace lambent::environment
