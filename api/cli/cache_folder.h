// default_cache_folder(): where what may be made again is kept for this user.  Pure.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace lambent::cli {

/// $XDG_CACHE_HOME/lambent, else ~/.cache/lambent; empty when the variables name neither by an
/// absolute path.  Source: XDG Base Directory Specification.
std::filesystem::path default_cache_folder(const std::map<std::string, std::string>& environment);

}  // namespace lambent::cli
