// The Globals section: properties that every serverless function starts with.  Pure.
#pragma once

#include "config/node.h"
#include "config/notice.h"

namespace lambent::config {

/// The Function part of `globals`, checked; null when there is none.  The other parts become
/// notices.
///
/// Errors  Error for a section or a Function property that Globals does not take.
/// Source  local-api.md §5.2.
Node read_function_globals(const Node& globals, Notices& notices);

/// `own` properties over `global` ones: the resource's scalar, expression or value of another kind
/// wins, maps are merged, lists are joined with the global items first.
Node merge_globals(const Node& global, const Node& own);

/// `global` without what the resource's IgnoreGlobals names: "*", or a list of property names.
Node without_ignored(const Node& global, const Node* ignore_globals);

}  // namespace lambent::config
