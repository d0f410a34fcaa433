// A Node as a value of our own, or a complaint with its position.  Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "config/function_rules.h"
#include "config/node.h"

namespace lambent::config {

// Each of these throws Error when `node` is an expression that could not be worked out (with its
// reason), or is not what `rule` says (`expected …`).

/// A scalar's text().
std::string read_text(const Node& node, std::string_view rule);
int read_whole_number(const Node& node, const WholeNumberRule& rule);
bool read_boolean(const Node& node);
const std::vector<Node>& read_list(const Node& node, std::string_view rule);
const std::vector<Member>& read_map(const Node& node, std::string_view rule);
/// A map of scalars.
std::map<std::string, std::string> read_text_map(const Node& node, std::string_view rule);

/// Throws Error at `node` when there is a complaint.
void require(const Node& node, const Complaint& complaint);

}  // namespace lambent::config
