#include "api/gateway/route_table.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

constexpr std::string_view kDefaultRoute = "$default";
constexpr std::string_view kAny = "ANY";

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == path.npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool is_greedy(std::string_view segment) {
  return is_parameter(segment) && segment[segment.size() - 2] == '+';
}
std::string_view name_in(std::string_view segment) {
  return segment.substr(1, segment.size() - (is_greedy(segment) ? 3 : 2));
}

// As AWS does for REST: /a and /a/ are one resource.
std::string_view without_trailing_slash(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

struct RouteTable::Node {
  // A route and how it calls the parameters on the way to it: routes that share a node may differ.
  struct Leaf {
    std::size_t route;
    std::vector<std::string> names;
  };

  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> variable;
  std::unique_ptr<Node> greedy;
  std::map<std::string, Leaf, std::less<>> leaves;  // by method

  const Leaf* leaf_for(std::string_view method) const {
    if (method.empty()) return leaves.empty() ? nullptr : &leaves.begin()->second;
    auto found = leaves.find(method);
    if (found == leaves.end()) found = leaves.find(kAny);
    return found == leaves.end() ? nullptr : &found->second;
  }
};

// One walk through the trie.  An empty method means any.
struct RouteTable::Search {
  config::ApiKind kind;
  std::string_view method;
  std::string_view path;
  std::vector<std::string_view> segments;
  bool greedy_too = true;
  std::vector<std::string_view> values = {};
  const Node::Leaf* found = nullptr;

  bool walk(const Node& node, std::size_t at) {
    if (at == segments.size()) {
      found = node.leaf_for(method);
      return found != nullptr;
    }
    const std::string_view segment = segments[at];
    const auto literal = node.literals.find(decode_percent(segment));
    if (literal != node.literals.end() && walk(*literal->second, at + 1)) return true;
    if (node.variable && !segment.empty()) {
      values.push_back(segment);
      if (walk(*node.variable, at + 1)) return true;
      values.pop_back();
    }
    return greedy_too && node.greedy && take_rest(*node.greedy, at);
  }

  // `{name+}`: all that is left.  Of HTTP APIs it may be empty behind a slash, but not at the root.
  bool take_rest(const Node& greedy, std::size_t at) {
    const std::size_t begin = static_cast<std::size_t>(segments[at].data() - path.data());
    const std::string_view rest = path.substr(begin);
    if (rest.empty() && (kind == config::ApiKind::Rest || at == 0)) return false;
    found = greedy.leaf_for(method);
    if (found == nullptr) return false;
    values.push_back(rest);
    return true;
  }
};

RouteTable::RouteTable(config::ApiKind kind) : kind_(kind), root_(std::make_unique<Node>()) {}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;

void RouteTable::add(std::string_view method, std::string_view path, std::size_t route) {
  if (path == kDefaultRoute) {
    default_route_ = route;
    return;
  }
  if (kind_ == config::ApiKind::Rest) path = without_trailing_slash(path);
  Node* node = root_.get();
  std::vector<std::string> names;
  for (const std::string_view segment : segments_of(path)) {
    std::unique_ptr<Node>* next = nullptr;
    if (is_parameter(segment)) {
      names.emplace_back(name_in(segment));
      next = is_greedy(segment) ? &node->greedy : &node->variable;
    } else {
      next = &node->literals[decode_percent(segment)];
    }
    if (!*next) *next = std::make_unique<Node>();
    node = next->get();
  }
  node->leaves.insert_or_assign(std::string(method), Node::Leaf{route, std::move(names)});
}

std::optional<RouteTable::Match> RouteTable::find(std::string_view method,
                                                  std::string_view path) const {
  if (kind_ == config::ApiKind::Rest) path = without_trailing_slash(path);
  Search search{kind_, method, path, segments_of(path)};
  // As AWS does: of HTTP APIs a full match comes before any greedy one.
  bool is_found = false;
  if (kind_ == config::ApiKind::Http) {
    search.greedy_too = false;
    is_found = search.walk(*root_, 0);
    search.greedy_too = true;
  }
  if (!is_found) is_found = search.walk(*root_, 0);
  if (!is_found) {
    if (default_route_) return Match{*default_route_, {}};
    return std::nullopt;
  }
  Match match{search.found->route, {}};
  for (std::size_t i = 0; i < search.values.size(); ++i) {
    match.parameters.emplace_back(search.found->names[i], search.values[i]);
  }
  return match;
}

bool RouteTable::has_path(std::string_view path) const {
  if (kind_ == config::ApiKind::Rest) path = without_trailing_slash(path);
  Search search{kind_, {}, path, segments_of(path)};
  return search.walk(*root_, 0);
}

bool paths_overlap(std::string_view one, std::string_view other) {
  if (one == kDefaultRoute || other == kDefaultRoute) return true;
  const std::vector<std::string_view> left = segments_of(without_trailing_slash(one));
  const std::vector<std::string_view> right = segments_of(without_trailing_slash(other));
  for (std::size_t i = 0;; ++i) {
    if (i == left.size() || i == right.size()) return left.size() == right.size();
    if (is_greedy(left[i]) || is_greedy(right[i])) return true;
    if (is_parameter(left[i]) || is_parameter(right[i])) continue;
    if (left[i] != right[i]) return false;
  }
}

}  // namespace lambent::gateway
