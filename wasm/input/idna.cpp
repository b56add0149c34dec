#include "input/idna.h"

#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <memory>

namespace mailglass::input {
namespace {

/// URLs have these too (WHATWG URL section 3.3): hyphens and lengths are the caller's to judge, who can say what is
/// wrong.
constexpr std::uint32_t kLeft = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

}  // namespace

std::optional<std::string> to_ascii(std::string_view name) {
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, failed));
  if (U_FAILURE(failed)) return std::nullopt;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  idna->nameToASCII_UTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())), sink, info, failed);
  if (U_FAILURE(failed) || (info.getErrors() & ~kLeft) != 0) return std::nullopt;
  return ascii;
}

std::string to_written(std::string_view name) {
  icu::UnicodeString lower = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  lower.toLower(icu::Locale::getRoot());
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* composed = icu::Normalizer2::getNFCInstance(failed);
  const icu::UnicodeString written = U_FAILURE(failed) ? lower : composed->normalize(lower, failed);
  std::string out;
  return (U_FAILURE(failed) ? lower : written).toUTF8String(out);
}

}  // namespace mailglass::input
