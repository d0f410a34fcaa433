// Where the calls of one runtime meet the invoke in progress.
#include "emulator/environment/runtime_link.h"

#include <chrono>
#include <future>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "emulator/base/task_group.h"
#include "tests/support/run.h"

namespace lambent::environment {
namespace {

namespace asio = boost::asio;

using S = RuntimeState;
using C = RuntimeCall;

InvokeEvent event_named(std::string request_id) {
  InvokeEvent event;
  event.request_id = std::move(request_id);
  event.payload = "{\"for\":\"" + event.request_id + "\"}";
  return event;
}

class RuntimeLinkTest : public ::testing::Test {
 protected:
  /// The runtime has polled and `request_id` is on its way to it.
  void deliver(std::string request_id) {
    ASSERT_TRUE(link_.step(C::Next));
    link_.offer(event_named(std::move(request_id)));
    link_.mark_delivered();
  }
  void answer(RuntimeAnswer answer) { test::run(io_, link_.answer(std::move(answer))); }
  std::string waiting_event() const {
    const auto event = link_.event_for_poll();
    return event == nullptr ? "" : event->request_id;
  }
  std::string event_in_progress() const {
    const InvokeEvent* event = link_.event_in_progress();
    return event == nullptr ? "" : event->request_id;
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  RuntimeLink link_{clock_};
};

TEST_F(RuntimeLinkTest, BeginsStartedWithNothingInProgress) {
  EXPECT_EQ(link_.state(), S::Started);
  EXPECT_FALSE(link_.is_ready());
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_EQ(link_.event_in_progress(), nullptr);
  EXPECT_FALSE(link_.answered);
  EXPECT_FALSE(link_.init_error);
}

TEST_F(RuntimeLinkTest, TakesEveryStepOfTheTableAndNoOther) {
  constexpr C kCalls[] = {
      C::Next, C::Delivered, C::Response, C::Error, C::UploadDone, C::InitError};
  for (const C first : kCalls) {
    for (const C second : kCalls) {
      for (const C third : kCalls) {
        for (const C fourth : kCalls) {
          link_.restart();
          RuntimeState expected = S::Started;
          for (const C call : {first, second, third, fourth}) {
            const auto next = after(expected, call);
            ASSERT_EQ(link_.step(call), next.has_value());
            expected = next.value_or(expected);
            ASSERT_EQ(link_.state(), expected) << "a refused call changes nothing";
          }
        }
      }
    }
  }
}

TEST_F(RuntimeLinkTest, OffersAnEventToTheNextPoll) {
  ASSERT_TRUE(link_.step(C::Next));
  EXPECT_TRUE(link_.is_ready());

  link_.offer(event_named("a"));

  EXPECT_EQ(waiting_event(), "a");
  EXPECT_EQ(link_.state(), S::Ready);
  EXPECT_FALSE(link_.is_ready()) << "it cannot take another event";
  EXPECT_EQ(event_in_progress(), "") << "nobody knows its id yet";
}

TEST_F(RuntimeLinkTest, HasTheEventInProgressOnceDelivered) {
  deliver("a");

  EXPECT_EQ(link_.state(), S::Running);
  EXPECT_EQ(event_in_progress(), "a");
}

TEST_F(RuntimeLinkTest, ServesAnUnansweredEventAgain) {
  deliver("a");
  ASSERT_TRUE(link_.step(C::Next));

  EXPECT_EQ(waiting_event(), "a");
  link_.mark_delivered();
  EXPECT_EQ(link_.state(), S::Running);
  EXPECT_EQ(waiting_event(), "a");
}

TEST_F(RuntimeLinkTest, DoesNotServeAnEventThatIsBeingAnsweredOrWas) {
  deliver("a");
  ASSERT_TRUE(link_.step(C::Response));
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_EQ(event_in_progress(), "a");

  answer({"done", false});
  EXPECT_EQ(link_.state(), S::ResponseSent);
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_EQ(event_in_progress(), "a") << "a second answer is refused by its state, not its id";

  ASSERT_TRUE(link_.step(C::Next));
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_TRUE(link_.is_ready());
}

TEST_F(RuntimeLinkTest, KeepsTheAnswer) {
  deliver("a");
  ASSERT_TRUE(link_.step(C::Error));

  answer({"boom", true});

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload, "boom");
  EXPECT_TRUE(link_.answered->is_error);
}

TEST_F(RuntimeLinkTest, ForgetsTheLastAnswerWithTheNextEvent) {
  deliver("a");
  ASSERT_TRUE(link_.step(C::Response));
  answer({"done", false});
  link_.close_invoke();
  ASSERT_TRUE(link_.step(C::Next));

  link_.offer(event_named("b"));

  EXPECT_FALSE(link_.answered);
  EXPECT_EQ(waiting_event(), "b");
  link_.mark_delivered();
  EXPECT_EQ(event_in_progress(), "b");
}

TEST_F(RuntimeLinkTest, KnowsNoIdOnceTheInvokeIsClosed) {
  deliver("a");

  link_.close_invoke();

  EXPECT_EQ(link_.event_in_progress(), nullptr);
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_EQ(link_.state(), S::Running) << "only the runtime's calls move it";
}

TEST_F(RuntimeLinkTest, DropsAnEventThatNobodyFetched) {
  ASSERT_TRUE(link_.step(C::Next));
  link_.offer(event_named("a"));

  link_.close_invoke();

  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_TRUE(link_.is_ready());
}

TEST_F(RuntimeLinkTest, KeepsAnInitError) {
  link_.report_init_error({"Runtime.ImportModuleError", "{}"});

  ASSERT_TRUE(link_.init_error);
  EXPECT_EQ(link_.init_error->type, "Runtime.ImportModuleError");
  EXPECT_EQ(link_.init_error->payload, "{}");
}

TEST_F(RuntimeLinkTest, StartsOverWithANewProcess) {
  deliver("a");
  ASSERT_TRUE(link_.step(C::Response));
  answer({"done", false});
  link_.report_init_error({"T", "{}"});
  const std::uint64_t before = link_.generation();

  link_.restart();

  EXPECT_EQ(link_.generation(), before + 1) << "calls of the old process can be told apart";
  EXPECT_EQ(link_.state(), S::Started);
  EXPECT_EQ(link_.event_in_progress(), nullptr);
  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_FALSE(link_.answered);
  EXPECT_FALSE(link_.init_error);
}

TEST_F(RuntimeLinkTest, DropsAnUndeliveredEventAtARestart) {
  ASSERT_TRUE(link_.step(C::Next));
  link_.offer(event_named("a"));

  link_.restart();
  ASSERT_TRUE(link_.step(C::Next));

  EXPECT_TRUE(link_.event_for_poll() == nullptr);
  EXPECT_TRUE(link_.is_ready());
}

TEST_F(RuntimeLinkTest, WakesWhoeverWaitsAtEveryChange) {
  base::TaskGroup tasks(io_.get_executor());
  int woken = 0;
  auto count_wakes = [](RuntimeLink& link, int& count) -> asio::awaitable<void> {
    while (true) {
      co_await link.changed().wait();
      const auto stop = co_await asio::this_coro::cancellation_state;
      if (stop.cancelled() != asio::cancellation_type::none) co_return;
      ++count;
    }
  };
  tasks.spawn("waiter", count_wakes(link_, woken));
  const auto settle = [this] {
    io_.restart();
    io_.poll();
  };
  settle();

  const auto expect_wake = [&](const char* what) {
    const int before = woken;
    settle();
    EXPECT_EQ(woken, before + 1) << what;
  };
  ASSERT_TRUE(link_.step(C::Next));
  expect_wake("step");
  link_.offer(event_named("a"));
  expect_wake("offer");
  link_.mark_delivered();
  expect_wake("delivery");
  ASSERT_TRUE(link_.step(C::Response));
  expect_wake("upload");
  const int before_answer = woken;
  answer({});
  settle();
  EXPECT_EQ(woken, before_answer + 1) << "answer";
  link_.restart();
  expect_wake("restart");
  EXPECT_FALSE(link_.step(C::Response));
  settle();
  EXPECT_EQ(woken, 6) << "a refused call is no change";

  tasks.cancel();
  test::run(io_, tasks.join());
}

class AcknowledgementTest : public RuntimeLinkTest {
 protected:
  /// Answers the event "a"; ready when the runtime may have its acknowledgement.
  std::future<void> start_answer() {
    deliver("a");
    EXPECT_TRUE(link_.step(C::Response));
    auto done = asio::co_spawn(io_, link_.answer({"done", false}), asio::use_future);
    settle();
    return done;
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  static bool is_there(const std::future<void>& future) {
    return future.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }
};

TEST_F(AcknowledgementTest, ComesAtOnceWhereNobodyOrdersOtherwise) {
  EXPECT_TRUE(is_there(start_answer()));
}

TEST_F(AcknowledgementTest, ComesAfterTheDelivery) {
  link_.acknowledge_after_delivery();
  const auto acknowledged = start_answer();
  EXPECT_EQ(link_.state(), S::ResponseSent) << "the answer is there already";
  ASSERT_TRUE(link_.answered);
  EXPECT_FALSE(is_there(acknowledged));

  link_.confirm_delivery();
  settle();

  EXPECT_TRUE(is_there(acknowledged));
}

TEST_F(AcknowledgementTest, IsNotWaitedForByTheNextProcess) {
  link_.acknowledge_after_delivery();
  const auto acknowledged = start_answer();

  link_.restart();
  settle();

  EXPECT_TRUE(is_there(acknowledged)) << "there is nobody to wait for";
}

TEST_F(AcknowledgementTest, IsNotHeldBackWhenTheInvokeEndedMeanwhile) {
  link_.acknowledge_after_delivery();
  const auto acknowledged = start_answer();

  link_.close_invoke();
  settle();

  EXPECT_TRUE(is_there(acknowledged)) << "an answer at the deadline is taken by nobody";
}

TEST_F(AcknowledgementTest, OfOneAnswerDoesNotServeForTheNext) {
  link_.acknowledge_after_delivery();
  const auto first = start_answer();
  link_.confirm_delivery();
  link_.confirm_delivery();
  settle();
  ASSERT_TRUE(is_there(first));
  link_.close_invoke();

  const auto second = start_answer();
  EXPECT_FALSE(is_there(second));

  link_.confirm_delivery();
  settle();
  EXPECT_TRUE(is_there(second));
}

using RuntimeLinkDeathTest = RuntimeLinkTest;

TEST_F(RuntimeLinkDeathTest, IsNotOfferedAnEventItCannotTake) {
  EXPECT_DEATH(link_.offer(event_named("a")), "a runtime that waits for one");
  ASSERT_TRUE(link_.step(C::Next));
  link_.offer(event_named("a"));
  EXPECT_DEATH(link_.offer(event_named("b")), "a runtime that waits for one");
}

TEST_F(RuntimeLinkDeathTest, TakesNoAnswerWithoutAnUpload) {
  deliver("a");
  EXPECT_DEATH(answer({}), "an answer follows an upload");
}

}  // namespace
}  // namespace lambent::environment
