// Requirements on versions, and on what a server does with what a ClientHello offers.

#include "assess/lens/requirements.h"
#include "assess/lens/tally.h"
#include "probe/hello_spec.h"
#include "tls/extension.h"

namespace mailglass::assess::lens {
namespace {

using probe::Facts;
using probe::Known;
using probe::Support;
using words::Phrase;

constexpr std::uint16_t kSsl2 = 0x0002;

Judgement versions(const Subject& subject, const Rule& rule, Support unwanted) {
  Tally tally;
  for (const std::uint16_t version : rule.get<Numbers>()) {
    const Known known = version == kSsl2 ? subject.facts.ssl2 : subject.facts.version(version).support;
    if (known.unknown()) {
      tally.open(support_open(version));
    } else if (known.support == unwanted) {
      tally.against({known.yes() ? "seen.supports" : "seen.supports-not", {{"what", version_name(version)}}},
                    known.evidence);
    } else {
      tally.support(known.evidence);
    }
  }
  return std::move(tally).judgement(
      Phrase{unwanted == Support::Yes ? "seen.versions-refused" : "seen.versions-supported"});
}

}  // namespace

Judgement versions_absent(const Subject& subject, const Rule& rule) {
  return versions(subject, rule, Support::Yes);
}
Judgement versions_present(const Subject& subject, const Rule& rule) {
  return versions(subject, rule, Support::No);
}

Judgement behaviour(const Subject& subject, const Rule& rule) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(only_tls13());
  const Behaviour& asked = rule.get<Behaviour>();
  const Known known = asked.fact(subject.facts);
  if (words::Value why = asked.impossible ? asked.impossible(subject.facts) : words::Value(); !why.empty())
    return not_applicable(std::move(why));
  if (known.unknown()) return not_established({"seen.open"});
  const Phrase seen{known.yes() ? "seen.taken-up" : "seen.not-taken-up"};
  Tally tally;
  if (known.yes() == asked.wanted) {
    tally.support(known.evidence);
  } else {
    tally.against(seen, known.evidence);
  }
  return std::move(tally).judgement(seen);
}

Judgement ocsp_staple(const Subject& subject, const Rule&) {
  const Known known = subject.facts.extension(tls::extension::kStatusRequest);
  if (!known.yes()) return not_established({known.no() ? "seen.no-staple" : "seen.open"});
  Tally tally;
  tally.support(known.evidence);
  return std::move(tally).judgement(Phrase{"seen.staple"});
}

Known compression(const Facts& facts) {
  return facts.compression;
}
Known extended_master_secret(const Facts& facts) {
  return facts.extension(tls::extension::kExtendedMasterSecret);
}
Known secure_renegotiation(const Facts& facts) {
  return facts.extension(tls::extension::kRenegotiationInfo);
}
Known heartbeat(const Facts& facts) {
  return facts.extension(tls::extension::kHeartbeat);
}
Known sha1_signatures(const Facts& facts) {
  return facts.sha1_signatures;
}

}  // namespace mailglass::assess::lens
