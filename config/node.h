// One value of a configuration file: a tree that does not change and knows where it stands.  Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.h"

namespace lambent::config {

struct Member;

/// A null, a scalar, a sequence or a map.  A handle: copies share the tree.
class Node {
 public:
  enum class Kind { Null, Scalar, Sequence, Map };

  Node() : Node(null(Place())) {}
  static Node null(Place place);
  /// `quoted` scalars are text even when they look like a number.
  static Node scalar(Place place, std::string written, bool quoted = true);
  static Node sequence(Place place, std::vector<Node> items);
  /// The keys of `members` are distinct.
  static Node map(Place place, std::vector<Member> members);

  Kind kind() const;
  bool is_null() const { return kind() == Kind::Null; }
  bool is_scalar() const { return kind() == Kind::Scalar; }
  bool is_sequence() const { return kind() == Kind::Sequence; }
  bool is_map() const { return kind() == Kind::Map; }
  const Place& place() const;

  /// A scalar as it stands in the file; empty for other kinds.
  const std::string& written() const;
  bool is_quoted() const;
  /// A scalar as the service would see it: an unquoted `yes` is `true`, an unquoted `0x1F` is `31`.
  /// Empty for other kinds.  Source: local-api.md §5.8.
  std::string text() const;
  /// nullopt for `15m`, 1.5, lists, maps; `"15"` counts.
  std::optional<std::int64_t> whole_number() const;
  std::optional<bool> boolean() const;

  /// Empty for other kinds than Sequence.
  const std::vector<Node>& items() const;
  /// In the order of the file; empty for other kinds than Map.
  const std::vector<Member>& members() const;
  /// The member of that name, or nullptr.
  const Node* find(std::string_view key) const;

  /// The same value with other place; the path of what is inside follows.
  Node moved_to(const Place& place) const;

  /// An expression that could not be worked out, kept as written, with the reason.
  Node unresolved_because(std::string reason) const;
  /// The reason, or nullptr for a plain value.  Says nothing about values inside.
  const std::string* why_unresolved() const;

  /// `"15m"`, `a list`, `a map`, `nothing`
  std::string describe() const;
  /// Errors  throws Error `place: rule, found value`.
  [[noreturn]] void fail(std::string_view rule) const;
  /// Errors  throws Error `place: sentence`.
  [[noreturn]] void refuse(std::string_view sentence) const;

 private:
  struct Data;
  explicit Node(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  std::shared_ptr<const Data> data_;
};

/// One entry of a map.
struct Member {
  std::string key;
  Place key_place;  ///< position of the key, path of the value
  Node value;
};

/// Same kind and same content; a scalar is compared by its text(), the order of members counts not.
bool same_value(const Node& left, const Node& right);

}  // namespace lambent::config
