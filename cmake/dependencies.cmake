# The libraries Lambent stands on.  Nothing is downloaded here: `./dev` installs what is missing.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(simdjson 3 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(tomlplusplus 3 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(LibArchive 3.6 REQUIRED)

# yaml-cpp 0.7 exports a bare `yaml-cpp`; later releases a namespaced target.
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(lambent_yaml_cpp INTERFACE)
  target_link_libraries(lambent_yaml_cpp INTERFACE yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS lambent_yaml_cpp)
endif()

# Asio and Beast are compiled once, in emulator/base/asio.cc.
add_library(lambent_asio STATIC emulator/base/asio.cc)
target_compile_definitions(
  lambent_asio
  PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
         BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_REGEX)
target_include_directories(lambent_asio SYSTEM PUBLIC ${Boost_INCLUDE_DIRS})
target_link_libraries(lambent_asio PUBLIC Threads::Threads lambent_options)
