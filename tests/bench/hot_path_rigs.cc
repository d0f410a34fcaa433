#include "tests/bench/hot_path_rigs.h"

#include <future>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include "api/lambda/routes.h"
#include "config/limits.h"
#include "emulator/runtime_api/routes.h"
#include "tests/bench/hot_path_requests.h"

namespace lambent::bench {
namespace {

namespace asio = boost::asio;

constexpr int kAccountConcurrency = 1'000;
constexpr std::chrono::seconds kNeverIdle{86'400};

/// Has nothing behind it: what is counted is everything around an environment.
class Mirror final : public environment::Environment {
 public:
  Mirror(asio::any_io_executor executor, invoke::Pool::Settled settled)
      : executor_(std::move(executor)), settled_(std::move(settled)) {}

  environment::EnvironmentView view() const override { return {}; }
  environment::Condition condition() const override { return condition_; }

  asio::awaitable<environment::InvokeResult> invoke(environment::InvokeEvent event, bool) override {
    settled_(*this);
    co_return environment::InvokeResult{std::move(event.payload), false, {}};
  }

  asio::awaitable<void> stop(journal::StopReason) override {
    condition_ = environment::Condition::Stopped;
    co_await asio::post(executor_, asio::use_awaitable);
  }

 private:
  asio::any_io_executor executor_;
  invoke::Pool::Settled settled_;
  environment::Condition condition_ = environment::Condition::Idle;
};

config::FunctionConfig orders() {
  config::FunctionConfig function;
  function.name = std::string(kFunction);
  function.handler = "app.handler";
  return function;
}

environment::InvokeEvent an_event() {
  environment::InvokeEvent event;
  event.request_id = kRequestId;
  event.invocation_id = "3e8b8dcd-9c6c-4b39-8f2b-3a5d2f1f7a10";
  event.deadline_ms = 1'769'940'003'000;
  event.invoked_arn = "arn:aws:lambda:us-east-1:123456789012:function:orders";
  event.trace_header = "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0";
  event.payload = kPayload;
  return event;
}

http::ListenerOptions patient() {
  http::ListenerOptions options;
  options.max_head = limits::kMaxRuntimeHead;
  options.head_timeout = options.body_idle_timeout = options.keep_alive_timeout =
      std::chrono::seconds{0};
  return options;
}

void finish(asio::io_context& io, asio::awaitable<void> work) {
  std::future<void> done = asio::co_spawn(io, std::move(work), asio::use_future);
  while (done.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    if (io.stopped()) io.restart();
    io.run_one();
  }
  done.get();
}

}  // namespace

ServiceRig::ServiceRig()
    : pool_(io_.get_executor(),
            clock_,
            kNeverIdle,
            [this](const std::string&, invoke::Pool::Settled settled) {
              return std::make_unique<Mirror>(io_.get_executor(), std::move(settled));
            }),
      service_(clock_, ids_, kAccountConcurrency, pool_),
      context_{service_, ids_, "us-east-1", "123456789012", {}},
      listener_(
          io_.get_executor(),
          {},
          [this](http::Exchange& exchange) { return api::serve_lambda_api(exchange, context_); }),
      client_(listener_.port()) {
  service_.add(orders());
  listener_.start();
}

ServiceRig::~ServiceRig() {
  finish(io_, pool_.stop());
  finish(io_, listener_.stop());
}

void ServiceRig::invoke() {
  static const std::string request = invoke_request();
  client_.send(request);
  client_.expect(io_, "200");
}

RuntimeRig::RuntimeRig()
    : extensions_(
          {"123456789012", "orders", "$LATEST", "app.handler"}, ids_, link_.changed(), tell_),
      telemetry_(io_.get_executor(), clock_, journal_, tell_),
      listener_(
          io_.get_executor(), patient(), runtime_api::routes({link_, extensions_, telemetry_})),
      runtime_(listener_.port()) {
  listener_.start();
  link_.restart();
  link_.acknowledge_after_delivery();
  poll();
}

RuntimeRig::~RuntimeRig() {
  finish(io_, listener_.stop());
  finish(io_, telemetry_.stop());
}

void RuntimeRig::poll() {
  static const std::string request = next_request();
  runtime_.send(request);
  while (!link_.is_ready())
    io_.poll();
}

void RuntimeRig::serve_event() {
  static const std::string response = response_request();
  link_.offer(an_event());
  runtime_.expect(io_, "200");
  runtime_.send(response);
  while (!link_.answered)
    io_.poll();
  link_.answered.reset();
  link_.confirm_delivery();
  runtime_.expect(io_, "202");
  link_.close_invoke();
  poll();
}

}  // namespace lambent::bench
