#include "report/chain_view.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "bytes/json_object.h"
#include "dns/presentation.h"
#include "report/evidence_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

ordered_json at_json(const dnssec::At& at) {
  return evidence_json({check::Source::Answer, at.lookup, at.range});
}

void add_question(ordered_json& out, const dnssec::Question& question) {
  set_member(out, "name", question.name.to_text());
  set_member(out, "rr", dns::type_text(question.type));
}

ordered_json key_json(const dnssec::Key& key) {
  return json_object({{"tag", key.tag}, {"algorithm", key.algorithm}, {"bits", key.modulus_bits}});
}

ordered_json link_json(const dnssec::Link& link, const dnssec::Chain& chain) {
  const dnssec::Signature& keys = chain.signatures.at(link.keys);
  std::vector<dnssec::At> evidence{link.entry.at, keys.signature};
  if (link.ds) evidence.insert(evidence.begin(), *link.ds);
  // What names the key, the signature over that, and the one over the keys: the first of them to end ends the link.
  std::int64_t until = keys.expiration;
  if (link.delegation) {
    const dnssec::Signature& delegation = chain.signatures.at(*link.delegation);
    until = std::min(until, delegation.expiration);
    evidence.insert(evidence.begin() + 1, delegation.signature);
  }
  return json_object({{"zone", link.zone.to_text()},
                      {"digest", link.ds ? ordered_json(link.digest_type) : ordered_json(nullptr)},
                      {"key", key_json(link.entry)},
                      {"until", until},
                      {"evidence", list_json(evidence, at_json)}});
}

ordered_json set_json(const dnssec::Signature& signature) {
  ordered_json out = ordered_json::object();
  add_question(out, signature.set);
  set_member(out, "zone", signature.signer.to_text());
  set_member(out, "key", key_json(signature.key));
  set_member(out, "from", signature.inception);
  set_member(out, "until", signature.expiration);
  set_member(out, "wildcard", signature.wildcard ? ordered_json(signature.wildcard->to_text()) : ordered_json(""));
  std::vector<dnssec::At> evidence = signature.records;
  evidence.push_back(signature.signature);
  set_member(out, "evidence", list_json(evidence, at_json));
  return out;
}

ordered_json denial_json(const dnssec::Denial& denial) {
  ordered_json out = ordered_json::object();
  add_question(out, denial.question);
  set_member(out, "what", to_string(denial.what));
  set_member(out, "hashed", denial.hashed);
  set_member(out, "opt_out", denial.opt_out);
  set_member(out, "evidence", list_json(denial.records, at_json));
  return out;
}

/// What the signatures are over that make up no link: the answer's own records, and what denies.
std::vector<dnssec::Signature> answers_of(const dnssec::Chain& chain) {
  std::vector<bool> of_links(chain.signatures.size(), false);
  for (const dnssec::Link& link : chain.links) {
    of_links.at(link.keys) = true;
    if (link.delegation) of_links.at(*link.delegation) = true;
  }
  std::vector<dnssec::Signature> out;
  for (std::size_t i = 0; i < of_links.size(); ++i) {
    if (!of_links[i]) out.push_back(chain.signatures[i]);
  }
  return out;
}

struct ChainWriter {
  ordered_json operator()(const dnssec::Secure& secure) const { return write("secure", "", {}, {}, secure.chain); }
  ordered_json operator()(const dnssec::Insecure& insecure) const {
    return write("insecure", to_string(insecure.why), insecure.zone.to_text(), {}, insecure.chain);
  }
  ordered_json operator()(const dnssec::Bogus& bogus) const {
    const std::string where = bogus.where.name.to_text() + " " + dns::type_text(bogus.where.type);
    return write("bogus", to_string(bogus.why), where, bogus.at, bogus.chain);
  }
  template <class NotJudged>
  ordered_json operator()(const NotJudged&) const {
    return nullptr;
  }

 private:
  static ordered_json write(const char* state, std::string_view why, const std::string& where,
                            const std::optional<dnssec::At>& at, const dnssec::Chain& chain) {
    return json_object({{"state", state},
                        {"why", why},
                        {"where", where},
                        {"at", at ? at_json(*at) : ordered_json(nullptr)},
                        {"links", list_json(chain.links, [&](const auto& link) { return link_json(link, chain); })},
                        {"sets", list_json(answers_of(chain), set_json)},
                        {"denials", list_json(chain.denials, denial_json)}});
  }
};

}  // namespace

std::string_view to_string(dnssec::WhyInsecure why) {
  using Why = dnssec::WhyInsecure;
  switch (why) {
    case Why::NoAnchor: return "no-anchor";
    case Why::UnsignedDelegation: return "unsigned-delegation";
    case Why::OptOut: return "opt-out";
    case Why::UnsupportedAlgorithm: return "unsupported-algorithm";
    case Why::UnsupportedDigest: return "unsupported-digest";
    case Why::ManyIterations: return "many-iterations";
  }
  return "";
}

std::string_view to_string(dnssec::WhyBogus why) {
  using Why = dnssec::WhyBogus;
  switch (why) {
    case Why::Unanswered: return "unanswered";
    case Why::SignatureMissing: return "signature-missing";
    case Why::SignatureExpired: return "signature-expired";
    case Why::SignatureNotYetValid: return "signature-not-yet-valid";
    case Why::SignatureInvalid: return "signature-invalid";
    case Why::SignatureUnsupported: return "signature-unsupported";
    case Why::SignatureMalformed: return "signature-malformed";
    case Why::KeyMissing: return "key-missing";
    case Why::SignerNotZone: return "signer-not-zone";
    case Why::KeysMissing: return "keys-missing";
    case Why::NoEntry: return "no-entry";
    case Why::DenialMissing: return "denial-missing";
    case Why::DenialInsufficient: return "denial-insufficient";
    case Why::WildcardUnproven: return "wildcard-unproven";
    case Why::Contradiction: return "contradiction";
    case Why::AliasEndless: return "alias-endless";
    case Why::AliasForged: return "alias-forged";
    case Why::TooMuchWork: return "too-much-work";
  }
  return "";
}

std::string_view to_string(dnssec::Denies what) {
  using What = dnssec::Denies;
  switch (what) {
    case What::Data: return "data";
    case What::Name: return "name";
    case What::CloserMatch: return "closer-match";
    case What::Delegation: return "delegation";
    case What::ZoneCut: return "zone-cut";
  }
  return "";
}

ordered_json chain_json(const check::LookupRun& lookup) {
  const auto* answered = lookup.answered();
  return answered ? std::visit(ChainWriter{}, answered->trust) : ordered_json(nullptr);
}

}  // namespace mailglass::report
