// RouteTable: (method, raw path) → the route with the best claim to it.  Pure.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/gateway/request.h"
#include "config/api.h"

namespace lambent::gateway {

/// A trie of path templates.  Built once, then only read.
///
/// Shape   templates are "/orders/{name}" and "/{proxy+}", where a greedy `{name+}` is last;
///         "$default" of HTTP APIs takes what is left over.  Paths are matched raw, so that %2F
///         parts nothing; literal text is decoded before it is compared.
/// Source  local-api.md §3.3-3.5.
class RouteTable {
 public:
  explicit RouteTable(config::ApiKind kind);
  ~RouteTable();
  RouteTable(RouteTable&&) noexcept;
  RouteTable& operator=(RouteTable&&) noexcept;

  /// Of two routes for the same method and path the later one counts.
  void add(std::string_view method, std::string_view path, std::size_t route);

  struct Match {
    std::size_t route;
    PathParameters parameters;  ///< raw
  };
  std::optional<Match> find(std::string_view method, std::string_view path) const;

  /// Whether any method has a route for `path`, the $default route apart.
  bool has_path(std::string_view path) const;

 private:
  struct Node;
  struct Search;

  config::ApiKind kind_;
  std::unique_ptr<Node> root_;
  std::optional<std::size_t> default_route_;
};

/// Whether some request would match both templates, whatever their methods.
bool paths_overlap(std::string_view one, std::string_view other);

}  // namespace lambent::gateway
