#include "assess/assurance.h"

#include <algorithm>
#include <array>

#include "tls/registry.h"

namespace mailglass::assess {
namespace {

using check::Reading;
using handshake::Progress;

constexpr std::array kEveryShown = {Shown::Nothing, Shown::Key, Shown::Finished, Shown::KeyAndFinished,
                                    Shown::Conversation};

Assurance assurance_of(Reason reason) {
  switch (reason) {
    case Reason::Signed:
    case Reason::KeySigned:
    case Reason::ZoneSigned: return Assurance::Verified;
    case Reason::Finished:
    case Reason::Dated: return Assurance::Authenticated;
    case Reason::Told: return Assurance::Reported;
    default: return Assurance::Observed;
  }
}

Reason reason_for(About about, Shown shown, Reading reading) {
  switch (shown) {
    case Shown::Conversation:
      if (about == About::Inside) return Reason::Finished;
      return about == About::Day && reading == Reading::Opened ? Reason::Dated : Reason::Signed;
    case Shown::KeyAndFinished: return about == About::Key ? Reason::KeySigned : Reason::Finished;
    case Shown::Finished: return Reason::Finished;
    case Shown::Key: return about == About::Key ? Reason::KeySigned : Reason::Unfinished;
    case Shown::Nothing: break;
  }
  return Reason::Unfinished;
}

/// SHA-1 and MD5 by IANA's "TLS HashAlgorithm" in the first byte; TLS 1.1 and older know nothing else.
bool convinces(std::optional<std::uint16_t> scheme) {
  constexpr std::uint16_t kSha1 = 2;
  return scheme && *scheme >> 8 > kSha1;
}

}  // namespace

std::string_view to_string(Assurance assurance) {
  switch (assurance) {
    case Assurance::Verified: return "verified";
    case Assurance::Authenticated: return "authenticated";
    case Assurance::Observed: return "observed";
    case Assurance::Reported: return "reported";
  }
  return "";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::Signed: return "signed";
    case Reason::KeySigned: return "key-signed";
    case Reason::ZoneSigned: return "zone-signed";
    case Reason::Finished: return "finished";
    case Reason::Dated: return "dated";
    case Reason::Unfinished: return "unfinished";
    case Reason::Unnamed: return "unnamed";
    case Reason::Delivered: return "delivered";
    case Reason::Compared: return "compared";
    case Reason::Told: return "told";
  }
  return "";
}

Shown shown_by(const handshake::Outcome& seen) {
  const bool finished = seen.progress == Progress::ServerFinished;
  if (seen.version == static_cast<std::uint16_t>(tls::Version::Tls13))
    return finished ? Shown::Conversation : Shown::Nothing;
  const tls::CipherSuite* suite = seen.suite ? tls::find_cipher_suite(*seen.suite) : nullptr;
  const bool ephemeral =
      suite && (suite->key_exchange == tls::KeyExchange::Ecdhe || suite->key_exchange == tls::KeyExchange::Dhe);
  const bool key = ephemeral && seen.progress >= Progress::KeyProven && convinces(seen.signature_scheme);
  if (finished) return key ? Shown::KeyAndFinished : Shown::Finished;
  return key ? Shown::Key : Shown::Nothing;
}

Assured Proofs::assured(About about, bool names_host, Reading reading) const {
  if (!names_host) return {Assurance::Observed, Reason::Unnamed};
  Assured best{Assurance::Observed, Reason::Unfinished};
  for (const Shown shown : kEveryShown) {
    const Reason reason = reason_for(about, shown, reading);
    if (has(shown) && assurance_of(reason) < best.assurance) best = {assurance_of(reason), reason};
  }
  return best;
}

Assured at_most(std::string_view finding) {
  constexpr std::array<std::string_view, 8> kSideBySide = {"first-hello-refused",
                                                           "large-hello-intolerant",
                                                           "server-name-intolerant",
                                                           "starttls-sometimes",
                                                           "same-key",
                                                           "certificates-differ",
                                                           "certificates-differ-untrusted",
                                                           "certificates-rsa-and-ecdsa"};
  // What a policy's host answers comes inside TLS, under its own key. What it was asked the relay said, under the key
  // that it was handed for that, and nobody else can see it: another file of the same host would look the same.
  if (finding.starts_with("sts-")) return kDelivered;
  const bool compares = std::find(kSideBySide.begin(), kSideBySide.end(), finding) != kSideBySide.end();
  return compares ? Assured{Assurance::Observed, Reason::Compared} : Assured{Assurance::Verified, Reason::Signed};
}

}  // namespace mailglass::assess
