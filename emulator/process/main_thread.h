// What the main thread of a process is doing, read from /proc.
#pragma once

#include <sys/types.h>

namespace lambent::process {

/// True when the main thread of `pid` sleeps in a system call, and when there is no such process.
///
/// Of use after a thaw, which returns before the thawed threads have run: a main thread that has
/// not is passed over when the kernel looks for somebody to take a signal, and a Python that is on
/// its way into a wait there hears of none until the wait is over.
bool is_main_thread_asleep(pid_t pid);

}  // namespace lambent::process
