#pragma once
// What an OpenSSL error of a handshake means for us.

#include <string>

#include "handshake/client.h"

namespace mailglass::handshake {

/// `error` is a packed OpenSSL error code (ERR_peek_error).
Failure::Kind classify_failure(unsigned long error);
words::Value failure_detail(unsigned long error);

}  // namespace mailglass::handshake
