#include "input/typed.h"

#include <algorithm>
#include <array>
#include <optional>

#include "bytes/address.h"
#include "input/idna.h"

namespace mailglass::input {
namespace {

using Text = std::u32string;
using View = std::u32string_view;

constexpr std::size_t kLongest = 2000, kMaxName = 253, kMaxLabel = 63, kMaxChoices = 8;

Text decoded(std::string_view utf8) {
  Text text;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<std::uint8_t>(utf8[i]);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    char32_t code = more == 0 ? lead : lead & (0x3fU >> more);
    bool good = lead < 0x80 || (lead >= 0xc2 && lead < 0xf5);
    for (std::size_t k = 1; k <= more && good; ++k) {
      good = i + k < utf8.size() && (static_cast<std::uint8_t>(utf8[i + k]) & 0xc0U) == 0x80;
      if (good) code = code << 6U | (static_cast<std::uint8_t>(utf8[i + k]) & 0x3fU);
    }
    text += good ? code : U'\ufffd';
    i += good ? more + 1 : 1;
  }
  return text;
}

std::string encoded(View text) {
  std::string utf8;
  for (const char32_t c : text) {
    const auto tail = [&](unsigned shift) { utf8 += static_cast<char>(0x80U | (c >> shift & 0x3fU)); };
    if (c < 0x80) {
      utf8 += static_cast<char>(c);
    } else if (c < 0x800) {
      utf8 += static_cast<char>(0xc0U | c >> 6U);
      tail(0);
    } else if (c < 0x10000) {
      utf8 += static_cast<char>(0xe0U | c >> 12U);
      tail(6);
      tail(0);
    } else {
      utf8 += static_cast<char>(0xf0U | c >> 18U);
      tail(12);
      tail(6);
      tail(0);
    }
  }
  return utf8;
}

bool among(char32_t c, View letters) {
  return letters.find(c) != View::npos;
}
bool within(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}
bool is_space(char32_t c) {
  return within(c, 9, 13) || c == 0x20 || c == 0xa0 || c == 0x1680 || within(c, 0x2000, 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}
bool is_dot(char32_t c) {
  return among(c, U".\u3002\uff0e\uff61");
}
bool is_comma(char32_t c) {
  return among(c, U",\uff0c\u3001");
}
bool is_digit(char32_t c) {
  return within(c, U'0', U'9');
}
bool is_hex(char32_t c) {
  return is_digit(c) || within(c, U'a', U'f') || within(c, U'A', U'F');
}
/// Between words, whatever stands there: no host name has any of it.
bool is_separator(char32_t c) {
  return is_space(c) || among(c, U",;|()[]{}\"'<>\u00ab\u00bb\u2039\u203a\u3001\uff0c\uff1b\u300c\u300d\uff08\uff09") ||
         within(c, 0x2018, 0x201f);
}
/// Ends a web address, in which commas and brackets may stand.
bool ends_url(char32_t c) {
  return is_space(c) || among(c, U"\"<>") || within(c, 0x201c, 0x201f);
}
/// Nobody types these: what they would do to the words around them is not to be guessed.
bool is_untyped(char32_t c) {
  return (c < 0x20 && !is_space(c)) || within(c, 0x7f, 0x9f);
}
/// Controls, and what turns the direction of writing.
bool is_control(char32_t c) {
  return c < 0x20 || within(c, 0x7f, 0x9f) || c == 0x200e || c == 0x200f || within(c, 0x202a, 0x202e) ||
         within(c, 0x2066, 0x2069);
}

char32_t lower(char32_t c) {
  return within(c, U'A', U'Z') ? c + 32 : c;
}
bool begins(View text, View with) {
  return text.size() >= with.size() &&
         std::equal(with.begin(), with.end(), text.begin(), [](char32_t a, char32_t b) { return a == lower(b); });
}

/// "Smith, J." <j.smith@example.org>, "odd@local"@example.org: what is in quotes is no domain. Nor is "mailto:".
Text without_quoted_names(View typed) {
  constexpr View kMailto = U"mailto:";
  Text text;
  for (std::size_t i = 0; i < typed.size();) {
    const bool begins_word =
        i == 0 || !(is_hex(typed[i - 1]) || within(lower(typed[i - 1]), U'g', U'z') || typed[i - 1] == U'_');
    if (begins_word && begins(typed.substr(i), kMailto)) {
      text += U' ';
      i += kMailto.size();
      continue;
    }
    const std::size_t close = typed[i] == U'"' ? typed.find(U'"', i + 1) : View::npos;
    if (close != View::npos) {
      std::size_t next = close + 1;
      const bool before_at = next < typed.size() && typed[next] == U'@';
      while (next < typed.size() && is_space(typed[next])) ++next;
      if (before_at || (next < typed.size() && typed[next] == U'<')) {
        text += U' ';
        i = close + 1;
        continue;
      }
    }
    text += typed[i++];
  }
  return text;
}

std::vector<Text> words_of(View text) {
  std::vector<Text> words;
  Text word;
  const auto end = [&] {
    while (!word.empty() && among(word.back(), U".!?:\u2026")) word.pop_back();
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (const char32_t c : text) {
    if (word.find(U'/') != Text::npos ? ends_url(c) : is_separator(c)) {
      end();
    } else {
      word += c;
    }
  }
  end();
  return words;
}

/// Where a web address's authority begins; 0 if it is none.
std::size_t behind_scheme(View word) {
  const std::size_t end = word.find(U"://");
  if (end == View::npos || end == 0 || !within(lower(word[0]), U'a', U'z')) return 0;
  const auto belongs = [](char32_t c) { return within(lower(c), U'a', U'z') || is_digit(c) || among(c, U"+.-"); };
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end), belongs) ? end + 3 : 0;
}
bool is_web(View word) {
  return behind_scheme(word) > 0;
}
bool is_mail(View word) {
  return !is_web(word) && word.substr(0, word.find_first_of(U"/?#")).find(U'@') != View::npos;
}
bool is_address(View word) {
  if (begins(word, U"ipv6:")) word.remove_prefix(5);
  word = word.substr(0, word.find(U'%'));
  return IpAddress::parse(encoded(word)).has_value();
}

struct Host {
  Text name;
  bool mail;
};

Host host_of(View word) {
  const bool mail = is_mail(word);
  word.remove_prefix(behind_scheme(word));
  word = word.substr(0, word.find_first_of(U"/?#\\"));
  if (const std::size_t at = word.rfind(U'@'); at != View::npos) word.remove_prefix(at + 1);
  if (const std::size_t colon = word.find(U':'); colon != View::npos) {
    if (std::all_of(word.begin() + static_cast<std::ptrdiff_t>(colon) + 1, word.end(), is_digit))
      word = word.substr(0, colon);
  }
  while (!word.empty() && among(word.back(), U".,;!?)]}'\u2026\u2019")) word.remove_suffix(1);
  return {Text(word), mail};
}

std::vector<View> labels_of(View name) {
  std::vector<View> labels;
  for (std::size_t from = 0;;) {
    const auto dot = std::find_if(name.begin() + static_cast<std::ptrdiff_t>(from), name.end(), is_dot);
    const auto end = static_cast<std::size_t>(dot - name.begin());
    labels.push_back(name.substr(from, end - from));
    if (dot == name.end()) return labels;
    from = end + 1;
  }
}

/// As browsers read numbers in the place of a host (WHATWG URL section 3.5).
bool is_number(View label) {
  if (begins(label, U"0x")) return std::all_of(label.begin() + 2, label.end(), is_hex);
  return !label.empty() && std::all_of(label.begin(), label.end(), is_digit);
}

bool is_host_label(View label) {
  const auto belongs = [](char32_t c) { return within(c, U'a', U'z') || is_digit(c) || c == U'-'; };
  return !label.empty() && label.front() != U'-' && label.back() != U'-' &&
         std::all_of(label.begin(), label.end(), belongs);
}

/// As people write it, and with DNS's dots.
std::string written(View name) {
  Text dotted(name);
  std::replace_if(dotted.begin(), dotted.end(), is_dot, U'.');
  return to_written(encoded(dotted));
}
bool is_ascii(char32_t c) {
  return c < 0x80;
}

using Read = std::variant<Domain, Refused>;

Read read_host(const Host& host) {
  const Text& name = host.name;
  const auto refused = [&](Why why) { return Refused{why, encoded(name)}; };
  if (name.empty()) return refused(host.mail ? Why::NothingAfterAt : Why::NoDomainName);
  if (name.front() == U'[' || is_address(name)) return refused(Why::IpAddress);
  const std::vector<View> typed = labels_of(name);
  if (typed.size() > 1 && std::all_of(typed.begin(), typed.end(), is_number)) return refused(Why::IpAddress);
  if (std::any_of(name.begin(), name.end(), is_control) || is_number(typed.back())) return refused(Why::NoDomainName);
  if (typed.size() < 2) return refused(Why::NoDot);
  if (std::any_of(typed.begin(), typed.end(), [](View label) { return label.empty(); }))
    return refused(Why::DotTooMany);
  std::optional<std::string> ascii = to_ascii(encoded(name));
  if (!ascii) return refused(Why::NoDomainName);
  const Text in_ascii(ascii->begin(), ascii->end());
  const std::vector<View> labels = labels_of(in_ascii);
  const auto too_long = [](View label) { return label.size() > kMaxLabel; };
  if (ascii->size() > kMaxName || std::any_of(labels.begin(), labels.end(), too_long)) return refused(Why::TooLong);
  if (labels.size() < 2 || !std::all_of(labels.begin(), labels.end(), is_host_label)) return refused(Why::NoDomainName);
  // Web addresses have it, mail addresses do not.
  const bool www = !host.mail && labels.front() == U"www" && labels.size() > 2;
  constexpr std::string_view kWww = "www.";
  Domain domain{www ? ascii->substr(kWww.size()) : *ascii, "", www};
  domain.shown = std::all_of(name.begin(), name.end(), is_ascii) ? *ascii : written(name);
  if (www && domain.shown.starts_with(kWww)) domain.shown.erase(0, kWww.size());
  return domain;
}

/// A comma or a blank where the dot should be.
std::optional<Domain> guess_of(View text) {
  Text closed;
  for (const char32_t letter : text) {
    if (is_space(letter) && (closed.empty() || closed.back() == U'.')) continue;
    const bool dot = letter == U'.' || is_comma(letter);
    if (dot)
      while (!closed.empty() && is_space(closed.back())) closed.pop_back();
    closed += dot ? U'.' : letter;
  }
  const std::vector<Text> words = words_of(closed);
  if (words.size() != 1) return std::nullopt;
  Read read = read_host(host_of(words.front()));
  auto* domain = std::get_if<Domain>(&read);
  return domain ? std::optional(std::move(*domain)) : std::nullopt;
}

/// One word, a blank, and a domain: the blank may be a slip of the finger in one name.
std::optional<Domain> joined_by(View text, const std::vector<Text>& words) {
  if (words.size() != 2 || std::any_of(words[0].begin(), words[0].end(), is_dot) || is_web(words[1]))
    return std::nullopt;
  const auto letters = std::count_if(text.begin(), text.end(), [](char32_t c) { return !is_space(c); });
  // Something that is no letter of either stands between them, "Domain: example.org".
  if (static_cast<std::size_t>(letters) != words[0].size() + words[1].size()) return std::nullopt;
  Read read = read_host(host_of(words[0] + words[1]));
  auto* domain = std::get_if<Domain>(&read);
  return domain ? std::optional(std::move(*domain)) : std::nullopt;
}

}  // namespace

Reading read_typed(std::string_view typed) {
  const Text whole = decoded(typed);
  if (whole.size() > kLongest) return Refused{Why::TooLong, ""};
  if (std::any_of(whole.begin(), whole.end(), is_untyped)) return Refused{Why::NoDomainName, std::string(typed)};
  const Text text = without_quoted_names(whole);
  const std::vector<Text> words = words_of(text);
  if (words.empty()) return Refused{Why::Empty, ""};

  // Beside an e-mail address, other words are a name or a remark.
  const bool has_mail = std::any_of(words.begin(), words.end(), [](const Text& word) { return is_mail(word); });
  std::vector<Domain> domains;
  std::optional<Refused> wrong;
  for (const Text& word : words) {
    const bool meant = has_mail ? is_mail(word) : is_web(word) || std::any_of(word.begin(), word.end(), is_dot);
    if (!meant) continue;
    Read read = read_host(host_of(word));
    if (auto* refused = std::get_if<Refused>(&read)) {
      if (!wrong) wrong = std::move(*refused);
    } else if (auto& domain = std::get<Domain>(read); std::none_of(
                   domains.begin(), domains.end(), [&](const Domain& other) { return other.name == domain.name; })) {
      domains.push_back(std::move(domain));
    }
  }
  if (!wrong && domains.size() == 1) {
    auto joined = has_mail ? std::nullopt : joined_by(text, words);
    if (!joined) return std::move(domains.front());
    return Several{{std::move(domains.front()), std::move(*joined)}};
  }
  if (!wrong && !domains.empty()) {
    if (domains.size() > kMaxChoices) domains.resize(kMaxChoices);
    return Several{std::move(domains)};
  }
  if (std::any_of(words.begin(), words.end(), [](const Text& word) { return is_address(word); }))
    return Refused{Why::IpAddress, ""};
  if (!wrong || wrong->why == Why::NoDot) {
    if (auto guess = guess_of(text)) return Guess{std::move(*guess)};
  }
  if (wrong) return *std::move(wrong);
  if (words.size() > 1) return Refused{Why::Spaces, ""};
  Read read = read_host(host_of(words.front()));
  if (auto* domain = std::get_if<Domain>(&read)) return std::move(*domain);
  return std::get<Refused>(std::move(read));
}

}  // namespace mailglass::input
