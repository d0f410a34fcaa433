#include "config/yaml_node.h"

#include <istream>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/error.h"
#include "config/limits.h"
#include "config/yaml_scalar.h"

namespace lambent::config {

namespace {

using YAML::anchor_t;
using YAML::Mark;

constexpr std::string_view kStandardTags = "tag:yaml.org,2002:";

// `!Sub` → `Fn::Sub`.  Source: local-api.md §5.6.
std::string long_name(std::string_view tag) {
  std::string name(tag.substr(1));
  if (name == "Ref" || name == "Condition") return name;
  return "Fn::" + name;
}

bool is_short_tag(std::string_view tag) {
  return tag.size() > 1 && tag.front() == '!';
}

// Puts the tree together from the parser's events.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const std::string& filename) : root_place_(filename) {}

  const std::optional<Node>& root() const { return root_; }
  const Place& root_place() const { return root_place_; }
  const Mark& last_scalar() const { return last_scalar_; }

  void OnDocumentStart(const Mark& mark) override {
    if (root_) fail(at(root_place_, mark), "expected one document, found a second");
  }
  void OnDocumentEnd() override {}

  void OnNull(const Mark& mark, anchor_t anchor) override {
    if (expects_key()) fail(here(mark), "expected a key, found nothing");
    finish(Node::null(place_of_null(mark)), anchor);
  }

  void OnScalar(const Mark& mark,
                const std::string& tag,
                anchor_t anchor,
                const std::string& value) override {
    last_scalar_ = mark;
    if (expects_key()) return open_member(mark, tag, value);
    const Place place = here(mark);
    if (is_short_tag(tag)) return finish(short_form(place, tag, value), anchor);
    const bool is_text = tag == "!" || tag == std::string(kStandardTags) + "str";
    if (!is_text) check_tag(place, tag, {"bool", "float", "int", "null"});
    finish(Node::scalar(place, value, is_text), anchor);
  }

  void OnSequenceStart(const Mark& mark,
                       const std::string& tag,
                       anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::Sequence, mark, tag, anchor);
  }
  void OnMapStart(const Mark& mark,
                  const std::string& tag,
                  anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::Map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  void OnAlias(const Mark& mark, anchor_t anchor) override {
    const Place place = here(mark);
    if (expects_key()) fail(place, "expected a key, found an alias");
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(place, "expected an alias of a value that is complete");
    count(size_of(found->second));
    put(found->second.moved_to(place));
  }

 private:
  // A list or map whose end has not been seen.
  struct Open {
    Node::Kind kind = Node::Kind::Null;
    Place outer = {};  // of the value, with its tag
    Place inner = {};  // of the value below the tag
    std::string tag = {};
    anchor_t anchor = YAML::NullAnchor;
    std::vector<Node> items = {};
    std::vector<Member> members = {};
    std::vector<Node> merged = {};                    // the values of `<<`
    std::unordered_map<std::string, int> lines = {};  // of the keys
    std::optional<Place> key_place = std::nullopt;    // set between a key and its value
    std::string key = {};
  };

  [[noreturn]] static void fail(const Place& place, const std::string& sentence) {
    throw Error(fmt::format("{}: {}", place.print(), sentence));
  }

  static Place at(const Place& place, const Mark& mark) {
    return place.at(mark.line + 1, mark.column + 1);
  }

  // The place of the value that begins at `mark`.
  Place here(const Mark& mark) const {
    if (open_.empty()) return at(root_place_, mark);
    const Open& parent = open_.back();
    if (parent.kind == Node::Kind::Sequence) {
      return at(parent.inner.item(parent.items.size()), mark);
    }
    return at(parent.key_place ? *parent.key_place : parent.inner, mark);
  }

  // A value that is not there is found where the next thing begins; its key says more.
  Place place_of_null(const Mark& mark) const {
    Place place = here(mark);
    if (open_.empty() || !open_.back().key_place) return place;
    const Place& key = *open_.back().key_place;
    return place.line() > key.line() ? key : place;
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().kind == Node::Kind::Map && !open_.back().key_place;
  }

  void open_member(const Mark& mark, const std::string& tag, const std::string& key) {
    if (is_short_tag(tag)) fail(here(mark), fmt::format("expected a key, found {}", tag));
    Open& map = open_.back();
    const Place place = at(map.inner.member(key), mark);
    const auto [entry, is_new] = map.lines.emplace(key, place.line());
    if (!is_new) {
      fail(at(map.inner, mark),
           fmt::format("key {} was given before, in line {}", in_quotes(key), entry->second));
    }
    map.key = key;
    map.key_place = place;
  }

  void open(Node::Kind kind, const Mark& mark, const std::string& tag, anchor_t anchor) {
    const Place place = here(mark);
    if (expects_key()) fail(place, "expected a key, found a list or map");
    if (open_.size() >= limits::kMaxConfigDepth) {
      fail(place, fmt::format("nested deeper than {} levels", limits::kMaxConfigDepth));
    }
    Open value{.kind = kind, .outer = place, .inner = place, .tag = tag, .anchor = anchor};
    if (is_short_tag(tag)) {
      value.inner = place.member(long_name(tag));
    } else {
      check_tag(place, tag, {"seq", "map"});
    }
    open_.push_back(std::move(value));
  }

  void close() {
    Open value = std::move(open_.back());
    open_.pop_back();
    for (const Node& source : value.merged) {
      merge(value, source);
    }
    Node node = value.kind == Node::Kind::Sequence
                    ? Node::sequence(value.inner, std::move(value.items))
                    : Node::map(value.inner, std::move(value.members));
    if (is_short_tag(value.tag)) node = wrap(value.outer, value.tag, std::move(node));
    finish(std::move(node), value.anchor);
  }

  // YAML 1.1's merge key: members of `source` that the map does not have itself.
  void merge(Open& map, const Node& source) {
    if (source.is_sequence()) {
      for (const Node& item : source.items()) {
        merge_map(map, item);
      }
      return;
    }
    merge_map(map, source);
  }

  void merge_map(Open& map, const Node& source) {
    if (!source.is_map()) source.fail("expected a map to merge");
    for (const Member& member : source.members()) {
      if (!map.lines.emplace(member.key, member.key_place.line()).second) continue;
      count(size_of(member.value));
      const Place place = map.inner.member(member.key);
      map.members.push_back({member.key, place, member.value.moved_to(place)});
    }
  }

  Node short_form(const Place& place, const std::string& tag, const std::string& value) {
    const Place inner = place.member(long_name(tag));
    count(1);
    if (tag != "!GetAtt") return wrap(place, tag, Node::scalar(inner, value));
    std::vector<Node> items;
    const std::size_t dot = value.find('.');
    items.push_back(Node::scalar(inner.item(0), value.substr(0, dot)));
    if (dot != value.npos) items.push_back(Node::scalar(inner.item(1), value.substr(dot + 1)));
    return wrap(place, tag, Node::sequence(inner, std::move(items)));
  }

  static Node wrap(const Place& place, const std::string& tag, Node value) {
    Place inner = value.place();
    return Node::map(place,
                     {
                         Member{long_name(tag), std::move(inner), std::move(value)}
    });
  }

  static void check_tag(const Place& place,
                        const std::string& tag,
                        std::initializer_list<std::string_view> known) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    for (const std::string_view name : known) {
      if (tag == std::string(kStandardTags) + std::string(name)) return;
    }
    fail(place, fmt::format("YAML tag {} is not supported", in_quotes(tag)));
  }

  // A value without aliases is complete.
  void finish(Node node, anchor_t anchor) {
    count(1);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    put(std::move(node));
  }

  void put(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.kind == Node::Kind::Sequence) {
      parent.items.push_back(std::move(node));
      return;
    }
    if (parent.key == "<<") {
      parent.merged.push_back(std::move(node));
    } else {
      parent.members.push_back({std::move(parent.key), *parent.key_place, std::move(node)});
    }
    parent.key_place.reset();
  }

  void count(std::size_t values) {
    values_ += values;
    if (values_ > limits::kMaxConfigValues) {
      fail(root_place_,
           fmt::format("more than {} values, aliases included", limits::kMaxConfigValues));
    }
  }

  static std::size_t size_of(const Node& node) {
    std::size_t size = 1;
    for (const Node& item : node.items()) {
      size += size_of(item);
    }
    for (const Member& member : node.members()) {
      size += size_of(member.value);
    }
    return size;
  }

  Place root_place_;
  std::optional<Node> root_;
  Mark last_scalar_ = Mark::null_mark();
  std::vector<Open> open_;
  std::map<anchor_t, Node> anchors_;
  std::size_t values_ = 0;
};

// The parser takes the end of the text for the end of a quoted scalar; a person who forgot a quote
// would hear about whatever the rest of the file was swallowed for.
void require_closed_quote(std::string_view text, const Mark& scalar, const std::string& filename) {
  if (scalar.is_null() || is_quote_closed(text, static_cast<std::size_t>(scalar.pos))) return;
  const Place place = Place(filename).at(scalar.line + 1, scalar.column + 1);
  throw Error(fmt::format("{}: a quote is not closed", place.print()));
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& filename) {
  if (text.size() > limits::kMaxConfigFile) {
    throw Error(fmt::format(
        "{}: expected at most {} bytes, found {}", filename, limits::kMaxConfigFile, text.size()));
  }
  Builder builder(filename);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    const Place place = Place(filename).at(error.mark.line + 1, error.mark.column + 1);
    throw Error(fmt::format("{}: {}", place.print(), error.msg));
  }
  require_closed_quote(text, builder.last_scalar(), filename);
  return builder.root() ? *builder.root() : Node::null(builder.root_place());
}

}  // namespace lambent::config
