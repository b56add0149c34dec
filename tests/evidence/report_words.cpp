// Prints, as JSON, the words that a report has for enumerators and for rows of tables: the schema is held to them.

#include <algorithm>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>

#include "assess/assurance.h"
#include "assess/delivery.h"
#include "assess/finding_texts.h"
#include "assess/lens/lens.h"
#include "assess/limits.h"
#include "assess/staple.h"
#include "assess/verdict.h"
#include "probe/explorer.h"
#include "probe/properties.h"
#include "probe/weaknesses.h"
#include "report/assurance_view.h"
#include "report/chain_view.h"
#include "report/overview.h"
#include "senders/interference.h"
#include "senders/what_if.h"
#include "x509/chain.h"

using namespace mailglass;

namespace {

using Words = std::vector<std::string_view>;

/// Of every enumerator: up to the first number without a word, or with one that stands for whatever has none.
template <class Enum>
Words of(std::string_view (*word)(Enum)) {
  Words words;
  for (int number = 0;; ++number) {
    const std::string_view next = word(static_cast<Enum>(number));
    if (next.empty() || std::find(words.begin(), words.end(), next) != words.end()) return words;
    words.push_back(next);
  }
}

/// The same where words stand in a row, so that only the enumerators themselves can be asked.
template <class Enum>
Words of(std::string_view (*word)(Enum), Enum last) {
  Words words;
  for (int number = 0; number <= static_cast<int>(last); ++number) words.push_back(word(static_cast<Enum>(number)));
  return words;
}

template <class Rows>
Words codes(const Rows& rows) {
  Words words;
  for (const auto& row : rows) words.push_back(row.code);
  return words;
}

/// The findings, with what the table says of each: for their pages (scripts/findings).
nlohmann::ordered_json findings() {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const assess::FindingText& row : assess::finding_texts())
    rows.push_back({{"code", row.code}, {"severity", assess::to_string(row.severity)}, {"advised", row.advised}});
  return rows;
}

Words versions() {
  Words words;
  for (int number = 0; number <= 0xffff; ++number) {
    const std::string_view word = tls::to_string(static_cast<tls::Version>(number));
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

Words lenses() {
  Words words;
  for (const assess::lens::Lens* lens : assess::lens::lenses()) words.push_back(lens->code);
  return words;
}

/// What can be otherwise, as "name.value".
std::vector<std::string> settings() {
  std::vector<std::string> words;
  for (const senders::Setting& setting : senders::settings())
    words.push_back(std::string(setting.name) + "." + std::string(setting.value));
  return words;
}

}  // namespace

int main() try {
  const probe::Facts nothing = probe::derive({});
  const auto weaknesses = probe::weaknesses(nothing);
  const auto properties = probe::properties(nothing);
  const nlohmann::ordered_json tables = {
      {"outcome", of<assess::Outcome>(assess::to_string)},
      {"delivery", of(assess::to_string, assess::Delivery::Defers)},
      {"assurance", of<assess::Assurance>(assess::to_string)},
      {"reason", of<assess::Reason>(assess::to_string)},
      {"reading", of<check::Reading>(report::to_string)},
      {"severity", of<assess::Severity>(assess::to_string)},
      {"verdict", of<assess::Word>(assess::to_string)},
      {"axis", of<assess::AxisState>(assess::to_string)},
      {"staple", of(assess::to_string, assess::StapleWorth::Unreadable)},
      {"server", of<assess::ServerAssessment::State>(report::to_string)},
      {"address", of<report::AddressState>(report::to_string)},
      {"finding", codes(assess::finding_texts())},
      {"findings", findings()},
      {"limit", codes(assess::kLimits)},
      {"chain", of<x509::ChainStatus>(x509::to_string)},
      {"role", of<x509::Role>(x509::to_string)},
      {"use", of<x509::Use>(x509::to_string)},
      {"revocation", of(x509::to_string, x509::Revocation::Unknown)},
      {"signer", of(x509::to_string, x509::OcspSigner::Delegate)},
      {"version", versions()},
      {"stage", of<wire::Stage>(wire::to_string)},
      {"dnssec", of<wire::DnsStatus>(wire::to_string)},
      {"end", of<wire::End>(wire::to_string)},
      {"port25", of<wire::Port25>(wire::to_string)},
      {"depth", of<probe::Depth>(probe::to_string)},
      {"support", of<probe::Support>(probe::to_string)},
      {"preference", of<probe::Preference>(probe::to_string)},
      {"sni", of<probe::SniEffect>(probe::to_string)},
      {"why", of<probe::NotEstablished::Why>(probe::to_string)},
      {"weakness", codes(weaknesses)},
      {"weakness_verdict", of<probe::Verdict>(probe::to_string)},
      {"property", codes(properties)},
      {"insecure", of<dnssec::WhyInsecure>(report::to_string)},
      {"bogus", of<dnssec::WhyBogus>(report::to_string)},
      {"denied", of<dnssec::Denies>(report::to_string)},
      {"protection", of(senders::to_string, senders::Protection::Protected)},
      {"standing", of(senders::to_string, senders::Standing::Refuses)},
      {"mail_result", of(senders::to_string, senders::Result::Bounced)},
      {"mail_proof", of(senders::to_string, senders::Proof::Configured)},
      {"mail_why", of(senders::to_string, senders::Why::TakesNothing)},
      {"attack", codes(senders::kAttacks)},
      {"sender", codes(senders::profiles())},
      {"setting", settings()},
      {"lens", lenses()},
      {"lens_status", of<assess::lens::Status>(assess::lens::to_string)},
      {"lens_level", of<assess::lens::Level>(assess::lens::to_string)},
  };
  std::cout << tables.dump(1) << "\n";
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
