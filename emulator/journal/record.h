// Facts as JSON: the platform's own records, and what the journal route shows.  Pure.
#pragma once

#include <string>

#include "emulator/journal/event.h"

namespace lambent::journal {

/// One line of the JSON system log: {"time":…,"type":"platform.start","record":{…}}.
/// Source: runtime-api.md §3.3, §3.4, §6.3.
std::string platform_record(const Event& event);

/// One entry of the journal route:
/// {"id":7,"time":…,"type":…,"function":…,"environment":…,"requestId":…,"record":{…}}.
std::string journal_entry(const Event& event);

}  // namespace lambent::journal
