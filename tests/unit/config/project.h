// A folder of its own for one test, and what went wrong as text.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "config/error.h"

namespace lambent::config {

/// A temporary folder that goes away with the test.
class Project {
 public:
  Project() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lambent-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "mkdtemp");
    }
    folder_ = pattern;
  }
  ~Project() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }

  std::filesystem::path write(std::string_view name, std::string_view text) const {
    const std::filesystem::path file = folder_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  std::filesystem::path make_folder(std::string_view name) const {
    std::filesystem::create_directories(folder_ / name);
    return folder_ / name;
  }

 private:
  std::filesystem::path folder_;
};

/// The message of the Error that `act` throws; "no error" when it does not.
template <class Act>
std::string error_of(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace lambent::config
