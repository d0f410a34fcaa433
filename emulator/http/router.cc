#include "emulator/http/router.h"

#include <algorithm>
#include <optional>

#include "emulator/base/check.h"
#include "emulator/http/message.h"

namespace lambent::http {
namespace {

constexpr std::size_t kTypicalSegments = 8;

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  segments.reserve(kTypicalSegments);
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

// Points those of `segments` that have escapes to their texts, which `decoded` keeps.  False when
// an escape is broken.
bool decode(std::vector<std::string_view>& segments, std::vector<std::string>& decoded) {
  for (std::string_view& segment : segments) {
    if (segment.find('%') == std::string_view::npos) continue;
    decoded.reserve(segments.size());  // the texts stay where they are
    std::optional<std::string> text = percent_decode(segment);
    if (!text) return false;
    segment = decoded.emplace_back(std::move(*text));
  }
  return true;
}

}  // namespace

void RouteTable::add(std::string method, std::string_view pattern, bool trailing_slash) {
  LAMBENT_CHECK(pattern.starts_with('/'), "a pattern begins with a slash");
  Route route;
  route.method = std::move(method);
  route.trailing_slash = trailing_slash;
  for (const std::string_view text : split(pattern)) {
    const bool is_parameter = text.size() > 2 && text.front() == '{' && text.back() == '}';
    Segment& segment = route.segments.emplace_back();
    segment.is_parameter = is_parameter;
    segment.text = is_parameter ? text.substr(1, text.size() - 2) : text;
  }
  routes_.push_back(std::move(route));
}

RouteTable::Result RouteTable::find(std::string_view method, std::string_view path) const {
  if (!path.starts_with('/')) return NoSuchPath{};
  std::vector<std::string_view> segments = split(path);
  std::vector<std::string> decoded;
  if (!decode(segments, decoded)) return NoSuchPath{};

  const Route* best = nullptr;
  WrongMethod wrong;
  for (const Route& route : routes_) {
    if (!matches(route, segments)) continue;
    if (route.method == method) {
      if (best == nullptr || is_more_specific(route, *best)) best = &route;
    } else if (std::find(wrong.allowed.begin(), wrong.allowed.end(), route.method) ==
               wrong.allowed.end()) {
      wrong.allowed.push_back(route.method);
    }
  }
  if (best != nullptr) {
    const auto number = static_cast<std::size_t>(best - routes_.data());
    return Found{number, params_of(*best, segments)};
  }
  if (wrong.allowed.empty()) return NoSuchPath{};
  return wrong;
}

bool RouteTable::matches(const Route& route, const std::vector<std::string_view>& path) {
  const std::size_t length = route.segments.size();
  const bool same_length = path.size() == length;
  const bool one_slash_more =
      route.trailing_slash && path.size() == length + 1 && path.back().empty();
  if (!same_length && !one_slash_more) return false;
  // From the end, where the paths of an interface differ most.
  for (std::size_t i = length; i-- > 0;) {
    const Segment& segment = route.segments[i];
    if (segment.is_parameter ? path[i].empty() : path[i] != segment.text) return false;
  }
  return true;
}

bool RouteTable::is_more_specific(const Route& one, const Route& other) {
  const std::size_t length = std::min(one.segments.size(), other.segments.size());
  for (std::size_t i = 0; i < length; ++i) {
    if (one.segments[i].is_parameter != other.segments[i].is_parameter) {
      return other.segments[i].is_parameter;
    }
  }
  return one.segments.size() > other.segments.size();
}

PathParams RouteTable::params_of(const Route& route, const std::vector<std::string_view>& path) {
  PathParams params;
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    if (!route.segments[i].is_parameter) continue;
    params.insert_or_assign(route.segments[i].text, std::string(path[i]));
  }
  return params;
}

}  // namespace lambent::http
