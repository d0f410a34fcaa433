// Settings that stand above what a template says of its functions.  Pure.
#pragma once

#include "config/model.h"
#include "config/settings.h"

namespace lambent::config {

/// Sets timeout, memory, log format and `env` on every function.  Call it after apply() of an
/// EnvironmentFile: flags win.
///
/// Errors  Error when a function's variables together break the rules (4 KB).
void apply(const Settings& settings, Model& model);

}  // namespace lambent::config
