// Admission: reserved and account concurrency → run, or throttle with its reason.  Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "invoke/invocation.h"

namespace lambent::invoke {

/// Counts invokes from dispatch to answer.  Source: invoke-api.md §6.2.
class Admission {
 public:
  explicit Admission(int account_concurrency) : account_(account_concurrency) {}

  /// Sets aside `reserved` of the account's concurrency for one function; 0 switches it off.
  void reserve(const std::string& function, int reserved);

  /// Takes a slot, or says why there is none.
  std::optional<ThrottleReason> admit(std::string_view function);

  /// Gives back a slot that `admit` took.
  void release(std::string_view function);

  int in_use(std::string_view function) const;

 private:
  struct Reservation {
    int limit = 0;
    int in_use = 0;
  };
  int unreserved_limit() const;

  int account_;
  int reserved_sum_ = 0;
  int unreserved_in_use_ = 0;
  std::map<std::string, Reservation, std::less<>> reservations_;
  std::map<std::string, int, std::less<>> unreserved_;
};

}  // namespace lambent::invoke
