#include "emulator/environment/runtime_link.h"

#include <utility>

#include "emulator/base/check.h"

namespace lambent::environment {

void RuntimeLink::restart() {
  state_ = RuntimeState::Started;
  ++generation_;
  event_.reset();
  undelivered_ = false;
  answered.reset();
  init_error.reset();
  changed_.notify();
  confirm_delivery();
}

void RuntimeLink::offer(InvokeEvent event) {
  LAMBENT_CHECK(is_ready(), "an event is offered to a runtime that waits for one");
  event_ = std::make_shared<const InvokeEvent>(std::move(event));
  undelivered_ = true;
  answered.reset();
  changed_.notify();
}

void RuntimeLink::close_invoke() {
  confirm_delivery();  // nobody will take an answer that came too late
  event_.reset();
  undelivered_ = false;
}

bool RuntimeLink::step(RuntimeCall call) {
  const std::optional<RuntimeState> next = after(state_, call);
  if (!next) return false;
  state_ = *next;
  if (call == RuntimeCall::Response || call == RuntimeCall::Error) times_.post_began = clock_.now();
  changed_.notify();
  return true;
}

std::shared_ptr<const InvokeEvent> RuntimeLink::event_for_poll() const {
  const bool unanswered = state_ == RuntimeState::Running;
  return undelivered_ || unanswered ? event_ : nullptr;
}

void RuntimeLink::mark_delivered() {
  if (!undelivered_) return;  // served again
  const bool legal = step(RuntimeCall::Delivered);
  LAMBENT_CHECK(legal, "an event is delivered to a runtime that waits for one");
  undelivered_ = false;
  times_.handed_out = clock_.now();
}

asio::awaitable<void> RuntimeLink::answer(RuntimeAnswer answer) {
  const bool legal = step(RuntimeCall::UploadDone);
  LAMBENT_CHECK(legal, "an answer follows an upload");
  times_.post_ended = clock_.now();
  answered = std::move(answer);
  delivery_pending_ = acknowledges_after_delivery_;
  const std::uint64_t generation = generation_;
  while (delivery_pending_ && generation == generation_)
    co_await delivered_.wait();
}

void RuntimeLink::confirm_delivery() {
  delivery_pending_ = false;
  delivered_.notify();
}

void RuntimeLink::report_init_error(InitErrorReport report) {
  init_error = std::move(report);
}

}  // namespace lambent::environment
