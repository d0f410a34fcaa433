// The start-up report: what will run, and what a person should know about it.  Pure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/function.h"
#include "config/notice.h"

namespace lambent::cli {

/// What the report is about.
struct StartUp {
  std::filesystem::path template_file;  ///< empty: code without a template
  std::vector<config::FunctionConfig> functions;
  std::filesystem::path python;
  std::string python_version;        ///< "3.12.1"
  config::Notices notices;           ///< of template and settings
  std::vector<std::string> remarks;  ///< of our own: interpreter, options without effect
};

/// Shape   template.yaml: 2 functions, Python 3.12.1 (/usr/bin/python3.12)
///           HelloFunction  app.handler  /home/ada/hello
///         note: template.yaml:4:7: Resources.Api: not supported
///         each line behind `lambent: `; columns are aligned.
std::string start_up_report(const StartUp& start_up);

/// Only the notes: what `lambent invoke` says before it runs.
std::string notes(const StartUp& start_up);

}  // namespace lambent::cli
