// Which file of a folder a path means, and of what type it is.  Pure but for looking.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lambent::gateway {

/// The file below `folder` that the raw `path` of a URL means; of a folder its index.html.
///
/// Shape   no "..", no hidden file, no way out by a symbolic link.
/// Errors  nullopt for what is not there or not to be had.
std::optional<std::filesystem::path> static_file(const std::filesystem::path& folder,
                                                 std::string_view path);

/// By its suffix; application/octet-stream for one nobody knows.
std::string_view content_type_of(const std::filesystem::path& file);

}  // namespace lambent::gateway
