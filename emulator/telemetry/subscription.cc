#include "emulator/telemetry/subscription.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "emulator/telemetry/destination_uri.h"

namespace lambent::telemetry {
namespace {

using Json = nlohmann::json;

/// Values longer than this are not quoted in a complaint (bytes).
constexpr std::size_t kMaxQuoted = 200;

struct Range {
  const char* name;
  std::int64_t least;
  std::int64_t most;
};

// Source: runtime-api.md §3.1.
constexpr Range kMaxItems{"buffering.maxItems", 1'000, 10'000};
constexpr Range kMaxBytes{"buffering.maxBytes", 262'144, 1'048'576};
constexpr Range kTimeoutMs{"buffering.timeoutMs", 25, 30'000};
constexpr Range kPort{"destination.port", 1, 65'535};

constexpr std::array<std::string_view, 3> kTypes{"platform", "function", "extension"};
constexpr std::array<std::string_view, 3> kTelemetrySchemas{
    "2022-07-01", "2022-12-13", "2025-01-29"};
constexpr std::array<std::string_view, 2> kLogsSchemas{"2020-08-15", "2021-03-18"};
constexpr std::array<std::string_view, 2> kProtocols{"HTTP", "TCP"};
constexpr std::array<std::string_view, 2> kMethods{"POST", "PUT"};
constexpr std::array<std::string_view, 1> kEncodings{"JSON"};

// Lists and objects are only named: printing one follows its nesting down the stack.
std::string found(const Json& value) {
  if (value.is_array()) return "an array";
  if (value.is_object()) return "an object";
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() > kMaxQuoted ? fmt::format("{} bytes", text.size()) : text;
}

// Reads members one after another and remembers all that is wrong.
class Reader {
 public:
  void complain(std::string complaint) { complaints_.push_back(std::move(complaint)); }
  bool is_content() const { return complaints_.empty(); }
  std::string complaints() const { return fmt::format("{}", fmt::join(complaints_, "; ")); }

  /// The member `name` of `object`; null counts as absent.
  static const Json* find(const Json& object, const char* name) {
    const auto member = object.find(name);
    return member == object.end() || member->is_null() ? nullptr : &*member;
  }

  /// An object, or nullptr, which is a complaint unless it is absent and optional.
  const Json* object(const Json& body, const char* name, bool is_required) {
    const Json* value = find(body, name);
    if (value == nullptr) {
      if (is_required) complain(fmt::format("{} is not provided", name));
      return nullptr;
    }
    if (value->is_object()) return value;
    complain(fmt::format("{}: expected an object, found {}", name, found(*value)));
    return nullptr;
  }

  /// One of `allowed`, or "".
  std::string choice(const Json* value,
                     std::string_view path,
                     std::span<const std::string_view> allowed,
                     bool is_required) {
    if (value == nullptr) {
      if (is_required) complain(fmt::format("{} is not provided", path));
      return {};
    }
    if (value->is_string()) {
      const auto& text = value->get_ref<const std::string&>();
      if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return text;
    }
    complain(fmt::format("{}: expected {}{}, found {}",
                         path,
                         allowed.size() == 1 ? "" : "one of ",
                         fmt::join(allowed, ", "),
                         found(*value)));
    return {};
  }

  std::optional<std::int64_t> whole_number(const Json* value, const Range& range) {
    if (value == nullptr) return std::nullopt;
    const bool is_small = value->is_number_integer() &&
                          (!value->is_number_unsigned() ||
                           value->get<std::uint64_t>() <= static_cast<std::uint64_t>(range.most));
    if (is_small) {
      const auto number = value->get<std::int64_t>();
      if (number >= range.least && number <= range.most) return number;
    }
    complain(fmt::format("{}: expected a whole number from {} to {}, found {}",
                         range.name,
                         range.least,
                         range.most,
                         found(*value)));
    return std::nullopt;
  }

 private:
  std::vector<std::string> complaints_;
};

std::vector<std::string> read_types(Reader& reader, const Json& body) {
  std::vector<std::string> types;
  const Json* list = Reader::find(body, "types");
  if (list != nullptr && !list->is_array()) {
    reader.complain(fmt::format("types: expected an array, found {}", found(*list)));
    return types;
  }
  if (list == nullptr || list->empty()) {
    reader.complain("types should not be empty");
    return types;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    types.push_back(reader.choice(&(*list)[i], fmt::format("types[{}]", i), kTypes, true));
  }
  return types;
}

void read_uri(Reader& reader, const Json& member, Destination& destination) {
  const Json* uri = Reader::find(member, "URI");
  if (uri == nullptr) return reader.complain("destination.URI is not provided");
  if (!uri->is_string()) {
    return reader.complain(
        fmt::format("destination.URI: expected a string, found {}", found(*uri)));
  }
  const std::string complaint =
      read_destination_uri(uri->get_ref<const std::string&>(), destination);
  if (!complaint.empty()) reader.complain(complaint);
}

void read_port(Reader& reader, const Json& member, Destination& destination) {
  const Json* port = Reader::find(member, "port");
  if (port == nullptr) return reader.complain("destination.port is not provided");
  const std::optional<std::int64_t> number = reader.whole_number(port, kPort);
  destination.port = static_cast<std::uint16_t>(number.value_or(0));
}

Destination read_destination(Reader& reader, Api api, const Json& body) {
  Destination destination;
  const Json* member = reader.object(body, "destination", true);
  if (member == nullptr) return destination;
  const std::string protocol =
      reader.choice(Reader::find(*member, "protocol"), "destination.protocol", kProtocols, true);
  if (protocol == "HTTP") read_uri(reader, *member, destination);
  if (protocol == "TCP") {
    destination.protocol = Protocol::Tcp;
    read_port(reader, *member, destination);
  }
  if (api == Api::Logs) {
    const std::string method =
        reader.choice(Reader::find(*member, "method"), "destination.method", kMethods, false);
    if (!method.empty()) destination.method = method;
    reader.choice(Reader::find(*member, "encoding"), "destination.encoding", kEncodings, false);
  }
  return destination;
}

Buffering read_buffering(Reader& reader, const Json& body) {
  Buffering buffering;
  const Json* member = reader.object(body, "buffering", false);
  if (member == nullptr) return buffering;
  const auto items = reader.whole_number(Reader::find(*member, "maxItems"), kMaxItems);
  const auto bytes = reader.whole_number(Reader::find(*member, "maxBytes"), kMaxBytes);
  const auto timeout = reader.whole_number(Reader::find(*member, "timeoutMs"), kTimeoutMs);
  if (items) buffering.max_items = static_cast<std::size_t>(*items);
  if (bytes) buffering.max_bytes = static_cast<std::size_t>(*bytes);
  if (timeout) buffering.timeout = std::chrono::milliseconds{*timeout};
  return buffering;
}

std::string read_schema_version(Reader& reader, Api api, const Json& body) {
  const Json* member = Reader::find(body, "schemaVersion");
  if (api == Api::Telemetry) return reader.choice(member, "schemaVersion", kTelemetrySchemas, true);
  if (member == nullptr) return std::string(kLogsSchemas.front());
  return reader.choice(member, "schemaVersion", kLogsSchemas, false);
}

}  // namespace

bool Subscription::wants(std::string_view type) const {
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::variant<Subscription, Invalid> parse_subscription(Api api, std::string_view body) {
  const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Invalid{"the body is not valid JSON"};
  if (!json.is_object()) {
    return Invalid{fmt::format("the body: expected an object, found {}", found(json))};
  }
  Reader reader;
  Subscription subscription;
  subscription.api = api;
  subscription.schema_version = read_schema_version(reader, api, json);
  subscription.destination = read_destination(reader, api, json);
  subscription.types = read_types(reader, json);
  subscription.buffering = read_buffering(reader, json);
  if (!reader.is_content()) return Invalid{reader.complaints()};
  return subscription;
}

}  // namespace lambent::telemetry
