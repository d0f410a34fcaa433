#include "config/template_layers.h"

#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "config/error.h"
#include "config/file.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr std::string_view kItemRule = "expected a LayerVersion of the template or its ARN";

bool is_layer(const Resource& resource) {
  return resource.type == "AWS::Serverless::LayerVersion" ||
         resource.type == "AWS::Lambda::LayerVersion";
}

std::string layer_arn(const Resource& resource, const Node& properties, const Reading& reading) {
  const Node* name = properties.find("LayerName");
  return fmt::format("arn:aws:lambda:{}:{}:layer:{}:1",
                     reading.options.region,
                     reading.options.account,
                     name != nullptr ? read_text(*name, "expected a name") : resource.id);
}

// Content that --layer maps the ARN to.
std::optional<LayerRef> mapped_layer(const std::string& arn, const Reading& reading) {
  const auto found = reading.options.layer_content.find(arn);
  if (found == reading.options.layer_content.end()) return std::nullopt;
  if (!is_code(found->second)) {
    throw Error(fmt::format("--layer {}: expected an existing folder or .zip file, found {}",
                            arn,
                            in_quotes(found->second.string())));
  }
  std::error_code error;
  const auto content = std::filesystem::absolute(found->second, error).lexically_normal();
  return LayerRef{arn, content};
}

LayerRef read_layer(const Resource& resource, Reading& reading) {
  const Node properties = reading.resolver.resolve(resource.properties).value_or(Node());
  const std::string arn = layer_arn(resource, properties, reading);
  if (std::optional<LayerRef> mapped = mapped_layer(arn, reading)) return *mapped;

  const bool is_serverless = resource.type == "AWS::Serverless::LayerVersion";
  const std::string_view property = is_serverless ? "ContentUri" : "Content";
  if (const Node* asset = asset_path(resource, property)) {
    return LayerRef{arn, read_code_path(*asset, reading)};
  }
  const Node* content = properties.find(property);
  if (content == nullptr) {
    properties.refuse(fmt::format("{} is missing: expected a folder or .zip file", property));
  }
  if (is_in_s3(*content)) {
    content->refuse(
        fmt::format("content in S3 is not downloaded: give --layer {}=FOLDER_OR_ZIP", arn));
  }
  return LayerRef{arn, read_code_path(*content, reading)};
}

LayerRef read_item(const Node& item, Reading& reading) {
  const std::string text = read_text(item, kItemRule);
  const Node* entry = reading.resolver.scope().resources.find(text);
  if (entry != nullptr) {
    const Resource resource = read_resource({text, entry->place(), *entry});
    if (!is_layer(resource)) item.fail(kItemRule);
    return read_layer(resource, reading);
  }
  if (!text.starts_with("arn:")) item.fail(kItemRule);
  if (std::optional<LayerRef> mapped = mapped_layer(text, reading)) return *mapped;
  item.refuse(fmt::format(
      "layer {} is not on this machine: give --layer {}=FOLDER_OR_ZIP", in_quotes(text), text));
}

}  // namespace

std::vector<LayerRef> read_layers(const Node& layers, Reading& reading) {
  std::vector<LayerRef> result;
  for (const Node& item : read_list(layers, "expected a list of layers")) {
    result.push_back(read_item(item, reading));
  }
  require(layers, check_layers(result));
  return result;
}

}  // namespace lambent::config
