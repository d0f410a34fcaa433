#include "emulator/journal/journal.h"

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "emulator/journal/names.h"

namespace lambent::journal {
namespace {

std::size_t text_bytes(const Event& event) {
  const auto* log = std::get_if<FunctionLog>(&event.fact);
  return log != nullptr ? log->text.size() : 0;
}

}  // namespace

bool matches(const Filter& filter, const Event& event) {
  return event.id > filter.after &&
         (filter.function.empty() || event.source->function == filter.function) &&
         (filter.environment.empty() || event.source->environment == filter.environment) &&
         (filter.request_id.empty() || event.request_id == filter.request_id) &&
         (filter.type.empty() || type_of(event.fact) == filter.type);
}

std::uint64_t Journal::append(std::shared_ptr<const Source> source,
                              std::string request_id,
                              Fact fact) {
  const std::uint64_t id = next_id_++;
  events_.push_back(
      {id, clock_.wall_now(), std::move(source), std::move(request_id), std::move(fact)});
  bytes_ += text_bytes(events_.back());
  forget_the_oldest();
  if (observer_) observer_(events_.back());
  if (grown_.has_waiters()) grown_.notify();
  return id;
}

void Journal::forget_the_oldest() {
  while (events_.size() > 1 &&
         (events_.size() > limits::kJournalEntries || bytes_ > limits::kJournalBytes)) {
    bytes_ -= text_bytes(events_.front());
    events_.pop_front();
  }
}

std::vector<Event> Journal::query(const Filter& filter) const {
  std::vector<Event> found;
  // Ids grow without gaps, so the first candidate is known.
  const std::uint64_t first = events_.empty() ? 1 : events_.front().id;
  const std::uint64_t skip = filter.after >= first ? filter.after - first + 1 : 0;
  if (skip >= events_.size()) return found;
  std::copy_if(events_.begin() + static_cast<std::ptrdiff_t>(skip),
               events_.end(),
               std::back_inserter(found),
               [&](const Event& event) { return matches(filter, event); });
  return found;
}

asio::awaitable<std::vector<Event>> Journal::wait_for(Filter filter,
                                                      std::size_t count,
                                                      base::SteadyTime deadline) {
  std::vector<Event> found = query(filter);
  while (found.size() < count && clock_.now() < deadline) {
    co_await grown_.wait(deadline);
    found = query(filter);
  }
  co_return found;
}

}  // namespace lambent::journal
