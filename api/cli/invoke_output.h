// What `lambent invoke` prints on stdout for a result.  Pure.
#pragma once

#include <string>

#include "config/settings.h"
#include "invoke/invocation.h"

namespace lambent::cli {

/// Shape   Text: the payload's bytes and a newline.
///         Json: one object on one line: {"requestId":…,"functionError":null|"Unhandled",
///         "executedVersion":…,"payload":…}.  The payload stands in it as it came; one that is not
///         JSON becomes a string, with U+FFFD for bytes that are not UTF-8.
std::string invoke_output(config::Output format, const invoke::Result& result);

}  // namespace lambent::cli
