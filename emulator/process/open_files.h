// How many files a process may have open: as many as it can for the daemon, as in the cloud for
// others.
#pragma once

#include <sys/types.h>

namespace lambent::process {

/// Raises this process's limit as far as it may: each environment takes six descriptors.
void raise_open_files();

/// Gives `pid`, one of ours, the limit of a function: 1,024.  Source: runtime-api.md §4.9.
void limit_open_files(pid_t pid);

}  // namespace lambent::process
