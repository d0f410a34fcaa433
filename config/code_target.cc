#include "config/code_target.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "config/error.h"
#include "config/file.h"
#include "config/function_rules.h"
#include "config/names.h"

namespace lambent::config {

namespace fs = std::filesystem;

namespace {

// `path:handler`, cut at the last colon.
struct Target {
  std::string_view path;
  std::string_view handler;
};

Target cut(std::string_view target) {
  const std::size_t colon = target.rfind(':');
  if (colon == target.npos) return {target, {}};
  return {target.substr(0, colon), target.substr(colon + 1)};
}

bool is_python_file(std::string_view path) {
  return path.ends_with(".py");
}

[[noreturn]] void fail(std::string_view target, std::string_view sentence) {
  throw Error(fmt::format("{}: {}", target, sentence));
}

std::string function_name_from(std::string_view stem) {
  std::string name(stem.substr(0, limits::kMaxFunctionName));
  for (char& letter : name) {
    if (!is_bare_name(std::string_view(&letter, 1))) letter = '-';
  }
  return name.empty() ? "function" : name;
}

// A Python file that exists, and the function in it.
FunctionConfig from_file(std::string_view target, const fs::path& file, std::string_view handler) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) fail(target, "there is no such file");
  const std::string module = file.stem().string();
  if (module.find('.') != module.npos) {
    fail(target, fmt::format("expected a module name without a dot, found {}", in_quotes(module)));
  }
  if (handler.find_first_of("./") != handler.npos) {
    fail(target,
         fmt::format("expected the name of a function behind the colon, found {}",
                     in_quotes(handler)));
  }
  FunctionConfig function;
  function.code = file.parent_path();
  function.handler = fmt::format("{}.{}", module, handler);
  function.name = function_name_from(module);
  return function;
}

// True when `folder` holds the module that `handler` names, as a file or as a package.
bool holds_module(const fs::path& folder, std::string_view handler) {
  std::string module(handler.substr(0, handler.rfind('.')));
  std::replace(module.begin(), module.end(), '.', '/');
  std::error_code error;
  return fs::is_directory(folder / module, error) || fs::exists(folder / (module + ".py"), error) ||
         fs::exists(folder / (module + ".pyc"), error) ||
         fs::exists(folder / (module + ".so"), error);
}

FunctionConfig from_folder(std::string_view target,
                           const fs::path& path,
                           std::string_view handler) {
  if (!is_code(path)) fail(target, "there is no such folder or .zip file");
  if (handler.find('.') == handler.npos) {
    fail(target,
         fmt::format("expected MODULE.FUNCTION behind the colon, found {}", in_quotes(handler)));
  }
  std::error_code error;
  if (fs::is_directory(path, error) && !holds_module(path, handler)) {
    fail(target,
         fmt::format("there is no module {} in that folder",
                     in_quotes(handler.substr(0, handler.rfind('.')))));
  }
  FunctionConfig function;
  function.code = path;
  function.handler = std::string(handler);
  function.name = function_name_from(path.stem().string());
  return function;
}

fs::path absolute(std::string_view text) {
  std::error_code error;
  const fs::path path = fs::absolute(fs::path(text), error).lexically_normal();
  return path.has_filename() ? path : path.parent_path();  // `folder/` is `folder`
}

}  // namespace

bool looks_like_code(std::string_view target) {
  if (target.starts_with("arn:")) return false;
  const std::optional<FunctionRef> ref = parse_function_ref(target);
  if (ref && (ref->account || ref->region)) return false;
  const auto [path, handler] = cut(target);
  const bool is_path = path.find('/') != path.npos || path == "." || path == ".." ||
                       is_python_file(path) || path.ends_with(".zip");
  return is_path || handler.find('.') != handler.npos;
}

FunctionConfig function_from_code(std::string_view target) {
  const auto [path, handler] = cut(target);
  if (path.empty() || path.find('\0') != path.npos)
    fail(target, "expected a path before the colon");
  if (handler.empty()) {
    fail(target,
         is_python_file(path) ? "expected a handler, such as app.py:handler"
                              : "expected a handler, such as folder:app.handler");
  }
  const fs::path place = absolute(path);
  FunctionConfig function = is_python_file(path) ? from_file(target, place, handler)
                                                 : from_folder(target, place, handler);
  function.logical_id = function.name;
  if (const Complaint complaint = check_handler(function.handler)) fail(target, *complaint);
  return function;
}

}  // namespace lambent::config
