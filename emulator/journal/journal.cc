#include "emulator/journal/journal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "config/limits.h"
#include "emulator/journal/names.h"

namespace lambent::journal {
namespace {

std::size_t text_bytes(const Event& event) {
  if (const auto* log = std::get_if<FunctionLog>(&event.fact)) return log->text.size();
  const auto* log = std::get_if<ExtensionLog>(&event.fact);
  return log != nullptr ? log->text.size() : 0;
}

// Whether `word` is one of `words`, which stand between commas.
bool is_listed(std::string_view words, std::string_view word) {
  for (;;) {
    const std::size_t comma = words.find(',');
    if (words.substr(0, comma) == word) return true;
    if (comma == std::string_view::npos) return false;
    words.remove_prefix(comma + 1);
  }
}

}  // namespace

bool matches(const Filter& filter, const Event& event) {
  return event.id > filter.after &&
         (filter.function.empty() || event.source->function == filter.function) &&
         (filter.environment.empty() || event.source->environment == filter.environment) &&
         (filter.request_id.empty() || event.request_id == filter.request_id) &&
         (filter.type.empty() || is_listed(filter.type, type_of(event.fact)));
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
  if (changed_.has_waiters()) changed_.notify();
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
  while (found.size() < count && !closed_ && clock_.now() < deadline) {
    co_await changed_.wait(deadline);
    found = query(filter);
  }
  co_return found;
}

void Journal::close() {
  closed_ = true;
  changed_.notify();
}

}  // namespace lambent::journal
