#include "invoke/admission.h"

#include "emulator/base/check.h"

namespace lambent::invoke {

void Admission::reserve(const std::string& function, int reserved) {
  Reservation& reservation = reservations_[function];
  reserved_sum_ += reserved - reservation.limit;
  reservation.limit = reserved;
}

int Admission::unreserved_limit() const {
  return account_ - reserved_sum_;
}

std::optional<ThrottleReason> Admission::admit(std::string_view function) {
  const auto reserved = reservations_.find(function);
  if (reserved != reservations_.end()) {
    if (reserved->second.in_use >= reserved->second.limit) {
      return ThrottleReason::ReservedFunctionConcurrency;
    }
    ++reserved->second.in_use;
    return std::nullopt;
  }
  if (unreserved_in_use_ >= unreserved_limit()) return ThrottleReason::AccountConcurrency;
  ++unreserved_in_use_;
  const auto counted = unreserved_.find(function);
  if (counted != unreserved_.end()) {
    ++counted->second;
  } else {
    unreserved_.emplace(function, 1);
  }
  return std::nullopt;
}

void Admission::release(std::string_view function) {
  const auto reserved = reservations_.find(function);
  if (reserved != reservations_.end()) {
    LAMBENT_CHECK(reserved->second.in_use > 0, "a slot is given back once");
    --reserved->second.in_use;
    return;
  }
  const auto counted = unreserved_.find(function);
  LAMBENT_CHECK(counted != unreserved_.end() && counted->second > 0, "a slot is given back once");
  --counted->second;
  --unreserved_in_use_;
}

int Admission::in_use(std::string_view function) const {
  const auto reserved = reservations_.find(function);
  if (reserved != reservations_.end()) return reserved->second.in_use;
  const auto counted = unreserved_.find(function);
  return counted != unreserved_.end() ? counted->second : 0;
}

}  // namespace lambent::invoke
