// The file as each of the readers takes it.

#include <algorithm>
#include <array>
#include <set>

#include "bytes/address.h"
#include "policy/grammar.h"
#include "policy/mta_sts_policy.h"

namespace mailglass::policy {
namespace {

constexpr std::string_view kWildcard = "*.";

struct Line {
  std::string_view text;  ///< without its end
  std::size_t offset;
};

struct Field {
  std::string_view name, value;
  std::size_t value_offset;
};

/// A line without white space behind it. RFC 8461 section 3.2: white space may follow the colon.
std::optional<Field> field_of(const Line& line, std::string_view space) {
  const std::size_t colon = line.text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view behind = line.text.substr(colon + 1);
  const std::size_t blank = leading(behind, space);
  return Field{line.text.substr(0, colon), behind.substr(blank), line.offset + colon + 1 + blank};
}

std::optional<Mode> mode_of(std::string_view value) {
  for (const Mode mode : {Mode::Enforce, Mode::Testing, Mode::None})
    if (value == to_string(mode)) return mode;
  return std::nullopt;
}

/// `sts-policy-max-age-value`: one to ten digits.
std::optional<std::uint64_t> seconds_of(std::string_view value) {
  constexpr std::size_t kDigits = 10;
  if (value.empty() || value.size() > kDigits) return std::nullopt;
  std::uint64_t seconds = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = seconds * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return seconds;
}

/// UTF-8 of a control of Unicode's C1 (U+0080 to U+009F).
bool has_c1(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '\xc2' && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  return false;
}

/// Two readers that keep to the grammar, but for a few points.
class ByGrammar {
 public:
  explicit ByGrammar(Reader reader) : tlspol_(reader == Reader::PostfixTlspol) {}

  void read(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      // RFC 8461 3.2: lines end in LF or CRLF.
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      if (end < text.size() && line.ends_with('\r')) line.remove_suffix(1);
      // tlspol's line scanner drops a CR at the end of the file as well.
      if (tlspol_ && line.ends_with('\r') && end == text.size()) line.remove_suffix(1);
      read_line({without_trailing(line, kWsp), at});
      at = end + 1;
    }
    if (!seen_.contains("version")) note(text.size(), PolicyRule::NoVersion);
    if (!seen_.contains("mode")) note(text.size(), PolicyRule::NoMode);
    if (!seen_.contains("max_age")) note(text.size(), PolicyRule::NoMaxAge);
    // RFC 8461 3.2: at least one mx, except when the mode is "none".
    if (!has_mx_ && mode_ != Mode::None) note(text.size(), PolicyRule::NoMx);
  }

  [[nodiscard]] PolicyReading reading() const {
    if (fatal_) return {std::nullopt, fatal_};
    return {policy_, std::nullopt};
  }
  [[nodiscard]] const std::vector<PolicyFlaw>& flaws() const { return flaws_; }

 private:
  void note(std::size_t offset, PolicyRule rule) {
    if (flaws_.size() < kMaxFlaws) flaws_.push_back({offset, rule});
    // tlspol takes no policy that names an address.
    const bool fatal = makes_invalid(rule) || (tlspol_ && rule == PolicyRule::MxIsAddress);
    if (fatal && !fatal_) fatal_ = PolicyFlaw{offset, rule};
  }

  void read_line(const Line& line) {
    if (line.text.empty()) return note(line.offset, PolicyRule::BlankLine);
    const auto field = field_of(line, kWsp);
    if (!field) return note(line.offset, PolicyRule::NoColon);
    if (!is_extension_name(field->name)) return note(line.offset, PolicyRule::FieldName);
    if (field->name == "mx") return read_mx(*field);
    // RFC 8461 3.2 [4]: of a field that counts once, all entries except for the first SHALL be ignored.
    if (!seen_.insert(field->name).second) return note(line.offset, PolicyRule::Repeated);
    if (field->name == "version") {
      if (field->value != "STSv1") note(field->value_offset, PolicyRule::Version);
    } else if (field->name == "mode") {
      read_mode(*field);
    } else if (field->name == "max_age") {
      read_max_age(*field);
    } else if (!is_policy_value(field->value) || (tlspol_ && has_c1(field->value))) {
      // RFC 8461 3.2 [3]: parsers MUST accept fields that they do not know, and ignore them; what is no field is none
      // of these.
      note(field->value_offset, PolicyRule::FieldValue);
    }
  }

  void read_mode(const Field& field) {
    mode_ = mode_of(field.value);
    if (!mode_) return note(field.value_offset, PolicyRule::Mode);
    policy_.mode = *mode_;
  }

  void read_max_age(const Field& field) {
    const auto seconds = seconds_of(field.value);
    if (!seconds) return note(field.value_offset, PolicyRule::MaxAge);
    // RFC 8461 3.2: 31557600 is the maximum value.
    if (*seconds > kMaxAge) note(field.value_offset, PolicyRule::MaxAgeCapped);
    policy_.max_age = static_cast<std::uint32_t>(std::min<std::uint64_t>(*seconds, kMaxAge));
  }

  void read_mx(const Field& field) {
    has_mx_ = true;
    const bool wildcard = field.value.starts_with(kWildcard);
    std::string_view domain = wildcard ? field.value.substr(kWildcard.size()) : field.value;
    if (tlspol_ && domain.ends_with('.')) domain.remove_suffix(1);
    // RFC 8461 3.2 [1, 2]: one name in each field, and in A-labels.
    if (!is_domain(domain)) return note(field.value_offset, PolicyRule::Mx);
    if (IpAddress::parse(domain)) note(field.value_offset, PolicyRule::MxIsAddress);
    policy_.mx.push_back({std::string(field.value), {field.value_offset, field.value.size()}});
  }

  bool tlspol_, has_mx_ = false;
  Policy policy_;
  std::optional<Mode> mode_;
  std::set<std::string_view> seen_;
  std::vector<PolicyFlaw> flaws_;
  std::optional<PolicyFlaw> fatal_;
};

/// What Python's str.splitlines() and str.strip() take for line ends and white space, in ASCII.
constexpr std::string_view kPythonEnds = "\n\r\v\f\x1c\x1d\x1e";
constexpr std::string_view kPythonSpace = " \t\n\r\v\f\x1c\x1d\x1e\x1f";

std::vector<Line> lines_of_python(std::string_view text) {
  std::vector<Line> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kPythonEnds, at), text.size());
    out.push_back({without_trailing(text.substr(at, end - at), kPythonSpace), at});
    at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return out;
}

/// What Python's int() takes of ASCII: a sign, and digits with single underscores between them. Nothing for less than
/// 0 or more than a year, which this reader takes no policy for.
std::optional<std::uint32_t> seconds_of_python(std::string_view value) {
  value = without_trailing(value, kPythonSpace);
  value.remove_prefix(leading(value, kPythonSpace));
  const bool negative = value.starts_with('-');
  if (negative || value.starts_with('+')) value.remove_prefix(1);
  std::uint64_t seconds = 0;
  bool digit_before = false;
  for (const char c : value) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c == '_' && digit_before)) return std::nullopt;
    if (digit) seconds = std::min<std::uint64_t>(seconds * 10 + static_cast<std::uint64_t>(c - '0'), kMaxAge + 1ULL);
    digit_before = digit;
  }
  if (!digit_before || seconds > kMaxAge || (negative && seconds > 0)) return std::nullopt;
  return static_cast<std::uint32_t>(seconds);
}

/// The first byte that is none of the charset's; nothing if there is no such byte. Python's "ascii" where none is said.
std::optional<std::size_t> foreign_byte(std::string_view text, std::string_view charset) {
  constexpr std::array<std::string_view, 3> kAscii{"", "us-ascii", "ascii"};
  constexpr std::array<std::string_view, 2> kUtf8{"utf-8", "utf8"};
  constexpr std::array<std::string_view, 2> kLatin{"iso-8859-1", "latin-1"};
  const auto is_one_of = [&](const auto& names) {
    return std::find(names.begin(), names.end(), charset) != names.end();
  };
  const auto high = std::find_if(text.begin(), text.end(), [](char c) { return (c & '\x80') != 0; });
  if (high == text.end() || is_one_of(kLatin) || (is_one_of(kUtf8) && is_utf8(text))) return std::nullopt;
  if (is_one_of(kAscii) || is_one_of(kUtf8)) return static_cast<std::size_t>(high - text.begin());
  return 0;
}

/// postfix-mta-sts-resolver: any line, the last entry counts, and nobody looks at an mx.
PolicyReading read_as_resolver(std::string_view text, std::string_view charset) {
  const auto refuse = [](std::size_t offset, PolicyRule rule) {
    return PolicyReading{std::nullopt, PolicyFlaw{offset, rule}};
  };
  if (const auto foreign = foreign_byte(text, charset)) return refuse(*foreign, PolicyRule::UnknownCharset);
  std::optional<Field> version, mode, max_age;
  Policy policy;
  for (const Line& line : lines_of_python(text)) {
    const auto found = field_of(line, kPythonSpace);
    // A line without a colon is a field without a value.
    const Field field = found.value_or(Field{line.text, {}, line.offset + line.text.size()});
    if (field.name == "mx") policy.mx.push_back({std::string(field.value), {field.value_offset, field.value.size()}});
    if (field.name == "version") version = field;
    if (field.name == "mode") mode = field;
    if (field.name == "max_age") max_age = field;
  }
  if (!version) return refuse(text.size(), PolicyRule::NoVersion);
  if (version->value != "STSv1") return refuse(version->value_offset, PolicyRule::Version);
  if (!max_age) return refuse(text.size(), PolicyRule::NoMaxAge);
  const auto seconds = seconds_of_python(max_age->value);
  if (!seconds) return refuse(max_age->value_offset, PolicyRule::MaxAge);
  if (!mode) return refuse(text.size(), PolicyRule::NoMode);
  const auto known = mode_of(mode->value);
  if (!known) return refuse(mode->value_offset, PolicyRule::Mode);
  if (policy.mx.empty() && *known != Mode::None) return refuse(text.size(), PolicyRule::NoMx);
  policy.mode = *known;
  policy.max_age = *seconds;
  return {std::move(policy), std::nullopt};
}

/// What stands before the file itself, for one reader.
std::optional<PolicyFlaw> refused_unread(const Fetched& response, Reader reader) {
  // RFC 8461 3.3 [2]: a policy is valid only with 200; redirects MUST NOT be followed.
  if (response.status != 200) return PolicyFlaw{0, PolicyRule::NotOk};
  // RFC 8461 3.2: senders SHOULD validate that the media type is text/plain; both programs do.
  const bool plain =
      response.media_type == "text/plain" && (response.parameters_well_formed || reader != Reader::PostfixTlspol);
  if (!plain) return PolicyFlaw{0, PolicyRule::NotPlainText};
  // RFC 8461 3.3: senders MAY limit the size; 64 kilobytes are suggested, and what both programs take.
  if (response.body.size() > kMaxPolicy) return PolicyFlaw{kMaxPolicy, PolicyRule::TooLong};
  return std::nullopt;
}

}  // namespace

PolicyFile read_policy(const Fetched& response) {
  PolicyFile file;
  std::string text;
  if (response.body.size() <= kMaxPolicy) text = text_of(response.body);
  for (const Reader reader : kReaders) {
    PolicyReading& reading = file.readings[reader];
    reading.flaw = refused_unread(response, reader);
    if (reading.flaw) {
      if (reader == Reader::Rfc8461) file.flaws.push_back(*reading.flaw);
    } else if (reader == Reader::PostfixMtaStsResolver) {
      reading = read_as_resolver(text, response.charset);
    } else {
      ByGrammar grammar(reader);
      grammar.read(text);
      reading = grammar.reading();
      if (reader == Reader::Rfc8461) file.flaws = grammar.flaws();
    }
  }
  return file;
}

}  // namespace mailglass::policy
