#pragma once
// What cannot be there with the versions that a server has, and so need not be asked about. Each says why in a
// sentence; empty where it can be there, or where it is not known whether it can.

#include "probe/knowledge.h"
#include "words/phrase.h"

namespace mailglass::probe {

/// For what ended with TLS 1.2: extensions, compression, renegotiation.
words::Value only_tls13(const Facts& facts);
/// For TLS_FALLBACK_SCSV (RFC 7507 section 2): with one version there is no older one to be forced to.
words::Value nothing_to_fall_back_to(const Facts& facts);
/// For a signature by the client's choice of algorithms, which TLS 1.2 brought (RFC 5246 section 7.4.1.4.1).
words::Value no_choice_of_signatures(const Facts& facts);
/// For the mark of a TLS 1.3 server in a TLS 1.2 ServerHello (RFC 8446 section 4.1.3).
words::Value no_downgrade_to_tls12(const Facts& facts);
/// For the mark of a server with TLS 1.2 or newer in an older ServerHello.
words::Value no_downgrade_to_tls11(const Facts& facts);

}  // namespace mailglass::probe
