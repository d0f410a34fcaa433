#include "config/resource.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/error.h"
#include "config/file.h"
#include "config/properties.h"
#include "config/read.h"

namespace lambent::config {

Resource read_resource(const Member& entry) {
  read_map(entry.value, "expected a resource: a map with Type");
  const Node* type = entry.value.find("Type");
  if (type == nullptr) entry.value.fail("expected a resource with a Type");
  const Node* properties = entry.value.find("Properties");
  if (properties != nullptr) read_map(*properties, "expected a map of properties");
  return Resource{.id = entry.key,
                  .type = read_text(*type, "expected a type such as AWS::Serverless::Function"),
                  .place = entry.key_place,
                  .node = entry.value,
                  .properties = properties != nullptr
                                    ? *properties
                                    : Node::map(entry.key_place.member("Properties"), {})};
}

void note_properties(const Resource& resource, const Node& properties, Notices& notices) {
  const std::span<const Property> known = properties_of(resource.type);
  for (const Member& member : properties.members()) {
    const Property* row = nullptr;
    for (const Property& property : known) {
      if (property.name == member.key) row = &property;
    }
    const std::string where = member.key_place.print();
    if (member.key.starts_with("Fn::")) {
      notices.push_back({where, fmt::format("{} is not supported", member.key)});
    } else if (row == nullptr) {
      notices.push_back({where,
                         fmt::format("unknown property of {}{}",
                                     resource.type,
                                     did_you_mean(member.key, names_of(known)))});
    } else if (!row->remark.empty()) {
      notices.push_back({where, std::string(row->remark)});
    }
  }
}

const Node* asset_path(const Resource& resource, std::string_view property) {
  const Node* metadata = resource.node.find("Metadata");
  if (metadata == nullptr) return nullptr;
  const Node* name = metadata->find("aws:asset:property");
  if (name == nullptr || name->written() != property) return nullptr;
  return metadata->find("aws:asset:path");
}

bool is_in_s3(const Node& location) {
  if (location.is_scalar()) return location.written().starts_with("s3://");
  for (const std::string_view key : {"Bucket", "Key", "S3Bucket", "S3Key"}) {
    if (location.find(key) != nullptr) return true;
  }
  return false;
}

std::filesystem::path read_code_path(const Node& location, const Reading& reading) {
  const std::string text = read_text(location, "expected a folder or .zip file");
  std::filesystem::path path = (reading.folder / text).lexically_normal();
  const bool is_legal = !text.empty() && text.find('\0') == text.npos;
  if (!is_legal || !is_code(path)) {
    location.fail(fmt::format("expected an existing folder or .zip file ({})", path.string()));
  }
  return path;
}

}  // namespace lambent::config
