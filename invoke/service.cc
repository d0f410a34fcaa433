#include "invoke/service.h"

#include <exception>
#include <system_error>
#include <utility>

#include "invoke/trace.h"

namespace lambent::invoke {
namespace {

// Gives an admission slot back, however the invoke ends.
class Slot {
 public:
  Slot(Admission& admission, std::string function)
      : admission_(admission), function_(std::move(function)) {}
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() { admission_.release(function_); }

 private:
  Admission& admission_;
  std::string function_;
};

}  // namespace

Service::Service(base::Clock& clock, base::IdSource& ids, int account_concurrency, Pool& pool)
    : clock_(clock), ids_(ids), pool_(pool), admission_(account_concurrency) {}

void Service::add(config::FunctionConfig config) {
  if (config.reserved_concurrency) admission_.reserve(config.name, *config.reserved_concurrency);
  if (!config.logical_id.empty()) names_by_logical_id_[config.logical_id] = config.name;
  std::string name = config.name;
  functions_.insert_or_assign(std::move(name),
                              Function{std::move(config), ids_.uuid(), clock_.wall_now()});
}

const Function* Service::find(std::string_view id) const {
  auto found = functions_.find(id);
  if (found == functions_.end()) {
    const auto name = names_by_logical_id_.find(id);
    if (name == names_by_logical_id_.end()) return nullptr;
    found = functions_.find(name->second);
  }
  return found != functions_.end() ? &found->second : nullptr;
}

environment::InvokeEvent Service::event_of(Invocation& invocation) {
  environment::InvokeEvent event;
  event.request_id = invocation.request_id.empty() ? ids_.uuid() : invocation.request_id;
  event.invocation_id = ids_.uuid();
  event.invoked_arn = std::move(invocation.invoked_arn);
  event.trace_header = trace_header(invocation.trace_header, clock_.wall_now(), ids_);
  event.client_context = std::move(invocation.client_context);
  event.cognito_identity = std::move(invocation.cognito_identity);
  event.tenant_id = std::move(invocation.tenant_id);
  // As AWS does: an empty body reaches the function as an empty object.
  event.payload = invocation.payload.empty() ? "{}" : std::move(invocation.payload);
  return event;
}

asio::awaitable<Outcome> Service::run(Invocation invocation) {
  if (const auto reason = admission_.admit(invocation.function)) co_return Throttled{*reason};
  const Slot slot(admission_, invocation.function);
  environment::InvokeEvent event = event_of(invocation);
  Result result;
  result.request_id = event.request_id;
  result.trace_header = event.trace_header;
  result.executed_version = invocation.version;
  try {
    environment::InvokeResult answer =
        co_await pool_.run(invocation.function, std::move(event), invocation.log_tail);
    result.payload = std::move(answer.payload);
    result.function_error = answer.function_error;
    result.log_tail = std::move(answer.log_tail);
  } catch (const std::system_error& error) {
    co_return ServiceFailure{error.what()};
  }
  co_return result;
}

}  // namespace lambent::invoke
