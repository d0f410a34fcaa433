// link_union(): several layers as one tree of links.
#pragma once

#include <filesystem>
#include <vector>

namespace lambent::invoke {

/// Makes `target`, a folder in an existing one, the union of `layers`.
///
/// Shape   what only one layer has becomes a link to it, so edits there show here; a folder that
///         several have becomes a folder of its own, merged the same way.  Of files with the same
///         name the later layer's counts; a link to a folder counts as a file.
/// Errors  std::system_error naming what cannot be read or made.
/// Source  runtime-api.md §4.12, local-api.md §5.9.
void link_union(const std::filesystem::path& target,
                const std::vector<std::filesystem::path>& layers);

}  // namespace lambent::invoke
