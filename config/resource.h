// One entry of a template's Resources, and what reading it needs.  Pure.
#pragma once

#include <filesystem>
#include <string>

#include "config/intrinsics.h"
#include "config/node.h"
#include "config/notice.h"
#include "config/template.h"

namespace lambent::config {

struct Resource {
  std::string id;
  std::string type;
  Place place;      ///< of the id
  Node node;        ///< the whole entry, as written
  Node properties;  ///< as written; an empty map when there are none
};

/// What readers of resources share while one template is read.
struct Reading {
  Resolver& resolver;
  const TemplateOptions& options;
  std::filesystem::path folder;  ///< of the template, absolute
  Notices& notices;
};

/// Errors  Error when the entry is not a map with a Type.
Resource read_resource(const Member& entry);

/// Adds a notice for every property of `properties` that is unknown or not acted on.
void note_properties(const Resource& resource, const Node& properties, Notices& notices);

/// `Metadata.aws:asset:path` of CDK when it is for `property` (`Code`, `Content`); else nullptr.
const Node* asset_path(const Resource& resource, std::string_view property);

/// True for `s3://bucket/key`, `{Bucket, Key}` and `{S3Bucket, S3Key}`.
bool is_in_s3(const Node& location);

/// A folder or zip, absolute; relative ones start at the template.
///
/// Errors  Error when it is not there.
std::filesystem::path read_code_path(const Node& location, const Reading& reading);

}  // namespace lambent::config
