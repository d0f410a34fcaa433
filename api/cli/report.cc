#include "api/cli/report.h"

#include <algorithm>

#include <fmt/format.h>

namespace lambent::cli {

namespace {

std::string code_of(const config::FunctionConfig& function) {
  return function.inline_code ? "(inline code)" : function.code.string();
}

std::string functions_of(const StartUp& start_up) {
  std::size_t name = 0;
  std::size_t handler = 0;
  for (const config::FunctionConfig& function : start_up.functions) {
    name = std::max(name, function.name.size());
    handler = std::max(handler, function.handler.size());
  }
  std::string lines;
  for (const config::FunctionConfig& function : start_up.functions) {
    lines += fmt::format("lambent:   {:{}}  {:{}}  {}\n",
                         function.name,
                         name,
                         function.handler,
                         handler,
                         code_of(function));
  }
  return lines;
}

}  // namespace

std::string notes(const StartUp& start_up) {
  std::string lines;
  for (const config::Notice& notice : start_up.notices) {
    lines += fmt::format("lambent: note: {}: {}\n", notice.where, notice.what);
  }
  for (const std::string& remark : start_up.remarks) {
    lines += fmt::format("lambent: note: {}\n", remark);
  }
  return lines;
}

std::string start_up_report(const StartUp& start_up) {
  const std::size_t count = start_up.functions.size();
  return fmt::format("lambent: {}{} function{}, Python {} ({})\n",
                     start_up.template_file.empty() ? "" : start_up.template_file.string() + ": ",
                     count,
                     count == 1 ? "" : "s",
                     start_up.python_version,
                     start_up.python.string()) +
         functions_of(start_up) + notes(start_up);
}

}  // namespace lambent::cli
