// Router: (method, path pattern) → route, with percent-decoded path parameters.  Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lambent::http {

using PathParams = std::map<std::string, std::string, std::less<>>;

/// The patterns of a router, without what hangs on them: a route is its number, from 0.
class RouteTable {
 public:
  struct Found {
    std::size_t route;
    PathParams params;
  };
  struct NoSuchPath {};
  struct WrongMethod {
    std::vector<std::string> allowed;
  };
  using Result = std::variant<Found, NoSuchPath, WrongMethod>;

  void add(std::string method, std::string_view pattern, bool trailing_slash);
  Result find(std::string_view method, std::string_view path) const;

 private:
  struct Segment {
    bool is_parameter = false;
    std::string text;
  };
  struct Route {
    std::string method;
    std::vector<Segment> segments;
    bool trailing_slash = false;
  };
  static bool matches(const Route& route, const std::vector<std::string_view>& path);
  static bool is_more_specific(const Route& one, const Route& other);
  static PathParams params_of(const Route& route, const std::vector<std::string_view>& path);

  std::vector<Route> routes_;
};

/// Finds which of its routes a request means.  `Target` is whatever the owner attaches.
///
/// Shape   a pattern is "/2018-06-01/runtime/invocation/{id}/response": literal segments, and
///         `{name}` for exactly one non-empty segment.  The path is split on '/' first and each
///         segment decoded once after, so an encoded "%2F" never splits.  Where two patterns fit,
///         the one with a literal in the first segment where they differ wins.
/// Errors  NoSuchPath, also when an escape is broken; WrongMethod when the path exists under
///         other methods only.
template <class Target>
class Router {
 public:
  struct Match {
    const Target* target;  ///< lives as long as the router
    PathParams params;
  };
  using NoSuchPath = RouteTable::NoSuchPath;
  using WrongMethod = RouteTable::WrongMethod;
  using Result = std::variant<Match, NoSuchPath, WrongMethod>;

  /// `trailing_slash` true: the pattern also matches with one '/' at its end.
  void add(std::string method,
           std::string_view pattern,
           Target target,
           bool trailing_slash = false) {
    table_.add(std::move(method), pattern, trailing_slash);
    targets_.push_back(std::move(target));
  }

  Result find(std::string_view method, std::string_view path) const {
    RouteTable::Result result = table_.find(method, path);
    if (auto* found = std::get_if<RouteTable::Found>(&result)) {
      return Match{&targets_[found->route], std::move(found->params)};
    }
    if (auto* wrong = std::get_if<WrongMethod>(&result)) return std::move(*wrong);
    return NoSuchPath{};
  }

 private:
  RouteTable table_;
  std::deque<Target> targets_;  // by number; a deque, so that pointers to them hold
};

}  // namespace lambent::http
