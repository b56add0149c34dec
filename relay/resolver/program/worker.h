#pragma once
// The process with libunbound in it.

#include "resolver/messages.h"

namespace mailglass::relay::resolver {

/// Asks what comes over `relay` until that is closed; its sockets are made by `broker`. Does not return.
[[noreturn]] void run_worker(int relay, int broker, const Settings& settings);

/// Goes into the sandbox as a worker does and tries what it must not be able to do; a line into the pipe `lines` for
/// each, and whether all was refused.
bool try_worker_sandbox(int broker, int lines);

}  // namespace mailglass::relay::resolver
