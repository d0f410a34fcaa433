#include "emulator/telemetry/buffer.h"

#include <utility>

#include "config/limits.h"

namespace lambent::telemetry {

void Batch::drop_first(std::size_t count) {
  if (count == 0) return;
  texts.erase(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count));
  begins_with_notice = false;
}

void Buffer::add(std::string text, base::SteadyTime now) {
  bytes_ += text.size();
  waiting_.push_back({std::move(text), now});
  ++added_;
  while (bytes_ > limits::kTelemetryBacklog && waiting_.size() > 1) {
    ++loss_.records;
    loss_.bytes += pop().size();
    loss_.reason = kTooSlow;
  }
}

base::SteadyTime Buffer::due() const {
  if (waiting_.empty()) return base::kNever;
  if (is_full() || gone_ < hurried_) return base::SteadyTime::min();
  return waiting_.front().since + limits_.timeout;
}

Batch Buffer::take() {
  Batch batch;
  if (waiting_.empty()) return batch;
  if (notice_) {
    batch.begins_with_notice = true;
    batch.texts.push_back(std::move(*notice_));
    notice_.reset();
  }
  out_since_ = gone_;
  std::size_t bytes = 0;
  for (std::size_t items = 0; items < limits_.max_items && bytes < limits_.max_bytes; ++items) {
    if (waiting_.empty()) break;
    batch.texts.push_back(pop());
    bytes += batch.texts.back().size();
  }
  return batch;
}

void Buffer::give_up(Batch batch, std::string reason) {
  settle();
  for (std::size_t i = 0; i < batch.texts.size(); ++i) {
    if (i == 0 && batch.begins_with_notice) {
      notice_ = std::move(batch.texts[i]);
      continue;
    }
    ++loss_.records;
    loss_.bytes += batch.texts[i].size();
    loss_.reason = reason;
  }
}

Loss Buffer::take_loss() {
  return std::exchange(loss_, {});
}

std::string Buffer::pop() {
  std::string text = std::move(waiting_.front().text);
  waiting_.pop_front();
  bytes_ -= text.size();
  ++gone_;
  return text;
}

}  // namespace lambent::telemetry
