// Code without a template, as named on a command line: `app.py:handler`, `folder:app.handler`.
#pragma once

#include <string_view>

#include "config/function.h"

namespace lambent::config {

/// True when `target` names code rather than a function of a template.  Looks at the text only.
bool looks_like_code(std::string_view target);

/// The function that `target` names.
///
/// Shape   `path/app.py:handler` runs `app.handler` in the folder of the file and is called after
///         the file; `path/folder:app.handler` or `path/code.zip:app.handler` runs that handler and
///         is called after the folder or zip.  Characters a name cannot have become '-'.
/// Errors  Error, one sentence: no file, folder or module there, no handler behind the colon.
FunctionConfig function_from_code(std::string_view target);

}  // namespace lambent::config
