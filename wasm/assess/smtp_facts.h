#pragma once
// Facts of a conversation in clear text.

#include <string>

#include "assess/address.h"

namespace mailglass::assess {

/// Of a server's words in a fact or a sentence.
inline constexpr std::size_t kWordsShown = 300;

/// A reply, printable and bounded.
std::string said_in(const smtp::Reply& reply);
/// The name of an alert, or its number.
words::Value alert_words(std::uint8_t alert);
BytesAt from_server(const check::ProbeRun& probe, ByteRange range);
/// To EHLO.
bool refuses(const smtp::Reply& reply);

void add_smtp_facts(const check::ProbeRun& probe, AddressAssessment& out, FactList& facts);

}  // namespace mailglass::assess
