#pragma once
// Records as a person reads them (RFC 1035 section 5.1), always printable ASCII.

#include <string>

#include "dns/message.h"

namespace mailglass::dns {

/// The record's data: "10 mx.example.org" for an MX, quoted strings for TXT, RFC 3597 form for types not known here.
std::string rdata_text(const Record& record);
/// Owner, type and data: "example.org MX 10 mx.example.org".
std::string record_text(const Record& record);

}  // namespace mailglass::dns
