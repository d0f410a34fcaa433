// What one subscriber reads of a journal event.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/journal/event.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

/// The types of `Subscription::types`: "platform", "function" or "extension"; "" for facts of our
/// own, which no subscriber sees.
std::string_view category_of(const journal::Fact& fact);

/// The JSON texts that `event` is to a subscriber, in order: mostly one; none when it did not ask
/// for this type, or its API has no such event; up to three at the end of an invoke through the
/// Logs API.
///
/// Shape   {"time":…,"type":…,"record":…} on one line, UTF-8, without a newline.
/// `exit_message`: how the first process that left in this invoke did so ("exit status 1"), or
///         empty; platform.fault names it.
/// Source  runtime-api.md §3.3, §3.4, §3.6, §3.7.
std::vector<std::string> texts_of(const journal::Event& event,
                                  const Subscription& subscription,
                                  std::string_view exit_message = {});

}  // namespace lambent::telemetry
