#include "emulator/base/scratch_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace lambent::base {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::string name = (fs::canonical(fs::temp_directory_path()) / "lambent-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "temporary folder " + name);
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // what cannot be removed is for whoever cleans temporary files
  fs::remove_all(path_, ignored);
}

}  // namespace lambent::base
