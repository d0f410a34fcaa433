// The X-Ray trace header an event carries.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/ids.h"

namespace lambent::invoke {

/// `Root=…;Parent=<16 hex>;Sampled=<0|1>[;Lineage=…]`: the caller's Root, Sampled and Lineage are
/// kept when they are well formed, Parent is always new.  Source: invoke-api.md §1.1.
std::string trace_header(std::string_view from_caller, base::WallTime now, base::IdSource& ids);

}  // namespace lambent::invoke
