#include "emulator/bootstrap/runtime_files.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "emulator/bootstrap/embedded.h"

namespace lambent::bootstrap {

void write_runtime_files(const std::filesystem::path& folder) {
  for (const EmbeddedFile& embedded : kEmbeddedFiles) {
    const std::filesystem::path path = folder / embedded.name;
    std::ofstream file(path, std::ios::binary);
    file << embedded.text;
    file.close();
    if (!file) throw std::system_error(EIO, std::generic_category(), path.string());
  }
}

}  // namespace lambent::bootstrap
