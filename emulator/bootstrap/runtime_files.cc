#include "emulator/bootstrap/runtime_files.h"

#include <stdlib.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "emulator/bootstrap/embedded.h"

namespace lambent::bootstrap {
namespace {

std::filesystem::path make_private_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lambent-runtime-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  return name;
}

}  // namespace

RuntimeFiles::RuntimeFiles() : folder_(make_private_folder()) {
  for (const EmbeddedFile& embedded : kEmbeddedFiles) {
    std::ofstream file(folder_ / embedded.name, std::ios::binary);
    file << embedded.text;
    file.close();
    if (!file) {
      throw std::system_error(EIO, std::generic_category(), (folder_ / embedded.name).string());
    }
  }
}

RuntimeFiles::~RuntimeFiles() {
  std::error_code ignored;  // what cannot be removed is the temporary folder's owner's to clean
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace lambent::bootstrap
