#include "policy/tls_rpt_record.h"

#include <algorithm>

#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

constexpr std::string_view kRptVersion = "v=TLSRPTv1";

/// RFC 3986 section 3.1; empty if the text begins with none.
std::string_view scheme_of(std::string_view uri) {
  const std::string_view scheme = uri.substr(0, uri.find(':'));
  const bool letter_first = !scheme.empty() && is_letter_or_digit(scheme.front()) && scheme.front() > '9';
  const bool valid = letter_first && scheme.size() < uri.size() &&
                     std::all_of(scheme.begin(), scheme.end(),
                                 [](char c) { return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.'; });
  return valid ? scheme : std::string_view();
}

/// RFC 8460 3: a URI of RFC 3986, in which "!", "," and ";" are encoded.
bool is_uri(std::string_view text) {
  constexpr std::string_view kOther = "-._~:/?#[]@$&'()*+=%";
  const std::size_t scheme = scheme_of(text).size();
  if (scheme == 0 || scheme + 1 == text.size()) return false;
  const auto is_hex = [&](std::size_t at) {
    return at < text.size() && std::string_view("0123456789abcdefABCDEF").find(text[at]) != std::string_view::npos;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_letter_or_digit(text[i]) && kOther.find(text[i]) == std::string_view::npos) return false;
    if (text[i] == '%' && !(is_hex(i + 1) && is_hex(i + 2))) return false;
  }
  return true;
}

/// False if one of them is no URI; `at` is then its place.
bool read_destinations(const RecordField& field, TlsRptRecord& record, std::size_t& at) {
  std::size_t from = 0;
  while (true) {
    const std::size_t comma = std::min(field.value.find(',', from), field.value.size());
    std::string_view uri = field.value.substr(from, comma - from);
    const std::size_t blank = leading(uri, kWsp);
    uri.remove_prefix(blank);
    uri = without_trailing(uri, kWsp);
    at = field.value_offset + from + blank;
    // White space stands beside commas only.
    if (!is_uri(uri) || (from == 0 && blank > 0)) return false;
    const bool mail = same_letters(scheme_of(uri), "mailto");
    // RFC 8460 3: reports go by mail or by HTTPS.
    auto& destinations = mail || same_letters(scheme_of(uri), "https") ? record.rua : record.other;
    destinations.push_back({std::string(uri), mail, at});
    if (comma == field.value.size()) return true;
    from = comma + 1;
  }
}

TlsRpt read_record(const std::string& text, std::size_t place) {
  const auto read = record_fields(text, kRptVersion.size());
  if (const auto* flaw = std::get_if<RecordFlaw>(&read)) return MalformedTlsRpt{place, *flaw};
  TlsRptRecord record;
  bool has_rua = false;
  for (const RecordField& field : std::get<std::vector<RecordField>>(read)) {
    // RFC 8460 3: parsers MUST accept records with fields that they do not know, and ignore these.
    if (field.name != "rua") {
      if (!is_record_value(field.value)) return MalformedTlsRpt{place, {field.value_offset, RecordRule::FieldValue}};
      continue;
    }
    std::size_t at = 0;
    if (!has_rua && !read_destinations(field, record, at)) return MalformedTlsRpt{place, {at, RecordRule::Rua}};
    has_rua = true;
  }
  if (!has_rua) return MalformedTlsRpt{place, {text.size(), RecordRule::NoRua}};
  return record;
}

}  // namespace

TlsRpt read_tls_rpt(const std::vector<std::string>& records) {
  // RFC 8460 3: records that do not begin with "v=TLSRPTv1;" are discarded.
  const auto wanted = [](const std::string& record) {
    return record.starts_with(kRptVersion) && std::string_view(record).substr(kRptVersion.size()).starts_with(';');
  };
  const auto first = std::find_if(records.begin(), records.end(), wanted);
  if (first == records.end()) return NoTlsRpt{};
  // RFC 8460 3: if the number of records that are left is not one, there is no TLSRPT.
  if (std::any_of(first + 1, records.end(), wanted)) return SeveralTlsRpt{};
  return read_record(*first, static_cast<std::size_t>(first - records.begin()));
}

}  // namespace mailglass::policy
