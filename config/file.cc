#include "config/file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "config/error.h"
#include "config/limits.h"

namespace lambent::config {

namespace fs = std::filesystem;

std::string read_config_file(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) throw Error(fmt::format("{}: no such file", file.string()));
  if (fs::is_directory(status)) {
    throw Error(fmt::format("{}: expected a file, found a folder", file.string()));
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  if (stream) {
    text.resize(limits::kMaxConfigFile + 1);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream && !stream.eof()) {
    throw Error(fmt::format(
        "{}: cannot be read: {}", file.string(), std::generic_category().message(errno)));
  }
  if (text.size() > limits::kMaxConfigFile) {
    throw Error(fmt::format("{}: larger than {} bytes", file.string(), limits::kMaxConfigFile));
  }
  return text;
}

bool is_code(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return true;
  return fs::is_regular_file(status) && path.extension() == ".zip";
}

}  // namespace lambent::config
