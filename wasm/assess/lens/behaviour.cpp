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

constexpr std::uint16_t kSsl2 = 0x0002;

Judgement versions(const Subject& subject, const Rule& rule, Support unwanted) {
  Tally tally;
  for (const std::uint16_t version : rule.get<Numbers>()) {
    const Known known = version == kSsl2 ? subject.facts.ssl2 : subject.facts.version(version).support;
    const std::string_view name = version_name(version);
    if (known.unknown()) {
      tally.open(say({"whether ", name, " is supported"}));
    } else if (known.support == unwanted) {
      tally.against(say({known.yes() ? "supports " : "does not support ", name}), known.evidence);
    } else {
      tally.support(known.evidence);
    }
  }
  return std::move(tally).judgement(unwanted == Support::Yes ? "all of them were refused" : "supported");
}

}  // namespace

Judgement versions_absent(const Subject& subject, const Rule& rule) {
  return versions(subject, rule, Support::Yes);
}
Judgement versions_present(const Subject& subject, const Rule& rule) {
  return versions(subject, rule, Support::No);
}

Judgement behaviour(const Subject& subject, const Rule& rule) {
  if (subject.older_than_tls13() == Support::No) return not_applicable(kOnlyTls13);
  const Behaviour& asked = rule.get<Behaviour>();
  const Known known = asked.fact(subject.facts);
  if (const std::string why = asked.impossible ? asked.impossible(subject.facts) : std::string(); !why.empty())
    return not_applicable(why);
  if (known.unknown()) return not_established("not asked, or without a clear answer");
  const std::string_view seen = known.yes() ? "offered, and taken up" : "offered, and not taken up";
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
  if (!known.yes())
    return not_established(
        known.no() ? "asked for, and none was stapled; whether the certificate's issuer gives any was not looked at"
                   : "not asked, or without a clear answer");
  Tally tally;
  tally.support(known.evidence);
  return std::move(tally).judgement("an OCSP answer was stapled");
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
