#pragma once
// What a caller of the validator does: it looks up what is needed and asks again.

#include <deque>
#include <functional>
#include <string>

#include "dnssec/record_text.h"
#include "dnssec/validate.h"

namespace mailglass::test {

/// The whole message that answers a question; empty where there is none.
using Source = std::function<Bytes(const dnssec::Question&)>;

struct Asked {
  dnssec::Validation validation;
  std::vector<dnssec::Question> questions;  ///< looked up, in this order
  unsigned rounds = 0;                      ///< calls of the validator
  std::deque<Bytes> bytes;                  ///< the answers, beside their questions; a lookup's id is its place
};

struct Trust {
  std::int64_t time = 0;
  std::vector<dnssec::Anchor> anchors;
  dnssec::Settings settings = {};
};

Asked ask(const Source& source, const dnssec::Question& question, const Trust& trust, dnssec::Memo* memo = nullptr);
dnssec::Question question_of(std::string_view name, std::string_view type);

/// In a word or two: "secure data", "secure no-name", "insecure opt-out", "bogus signature-expired", "need".
std::string outcome_of(const dnssec::Validation& validation);

/// Of a DNSKEY's data.
dnssec::Anchor anchor_of(const dns::Name& zone, ByteView dnskey, std::uint8_t digest_type = 2);
std::uint16_t tag_of(ByteView dnskey);

}  // namespace mailglass::test
