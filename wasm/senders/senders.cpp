#include "senders/senders.h"

#include <algorithm>
#include <optional>
#include <string>

namespace mailglass::senders {
namespace {

constexpr std::string_view kStarttls = "STARTTLS";

/// To a program in C text ends at a NUL.
std::string_view up_to_nul(std::string_view text) {
  return text.substr(0, text.find('\0'));
}

bool too_long(const Sender& sender, const smtp::Reply& reply) {
  if (sender.reply_taken == 0) return false;
  // Exim keeps four bytes free behind what stands before LF.
  constexpr std::size_t kSpare = 3;
  std::size_t used = 0;
  return std::any_of(reply.lines.begin(), reply.lines.end(), [&](const smtp::ReplyLine& line) {
    const bool over = used + line.range.length + kSpare > sender.reply_taken;
    used += line.range.length - line.carriage_returns;
    return over;
  });
}

/// Clear text it is; but who takes stray lines for the next reply, a malformed one, does not go on, and nobody does
/// with a server that is gone.
Way readable(const Sender& sender, const Conversation& heard, const smtp::Reply& last) {
  const bool left = heard.left_behind == &last;
  return left || (heard.stray && !sender.skips_lines_without_code) ? Way::Defers : Way::Readable;
}

/// The code that decides; none where the reply is malformed to it.
std::optional<int> code_of(const Sender& sender, const smtp::Reply& reply) {
  if ((!sender.skips_lines_without_code && has_stray(reply.lines)) || too_long(sender, reply)) return std::nullopt;
  return sender.last_code_decides ? reply.code : *reply.first().code;
}

bool is_positive(int code) {
  return code / 100 == 2;
}

bool spells_in_capitals(const smtp::ReplyLine& line) {
  constexpr std::string_view kSpace = " \t\v\f\r";
  const std::string_view text = up_to_nul(line.text);
  return line.code == 250 && text.starts_with(kStarttls) &&
         (text.size() == kStarttls.size() || kSpace.find(text[kStarttls.size()]) != std::string_view::npos);
}

/// What Postfix takes for a line's keyword: the word behind the first one, which is the code where there is one.
std::string_view keyword_of(const smtp::ReplyLine& line) {
  constexpr std::string_view kBehindFirst = "- ", kEnds = " =";
  std::string_view text = up_to_nul(line.text);
  if (!line.code) {
    text.remove_prefix(std::min(text.find_first_not_of(kBehindFirst), text.size()));
    text.remove_prefix(std::min(text.find_first_of(kBehindFirst), text.size()));
    text.remove_prefix(text.empty() ? 0 : 1);
  }
  text.remove_prefix(std::min(text.find_first_not_of(kEnds), text.size()));
  return text.substr(0, text.find_first_of(kEnds));
}

/// What Cisco's firewalls leave of a greeting: "220 ****". Postfix compares all of it with these characters, lines
/// without a code too; a hyphen is none of them.
bool is_masked(const smtp::Reply& greeting) {
  constexpr std::string_view kLeft = "20 *";
  const auto left = [&](std::string_view text) { return text.find_first_not_of(kLeft) == std::string_view::npos; };
  return left(std::to_string(greeting.code)) && &greeting.first() == &greeting.lines.back() &&
         std::all_of(greeting.lines.begin(), greeting.lines.end(),
                     [&](const smtp::ReplyLine& line) { return left(up_to_nul(line.text)); });
}

template <class Test>
bool any_sender(Test test) {
  return std::any_of(kSenders.begin(), kSenders.end(), test);
}

bool goes_on(const smtp::Reply& reply) {
  return any_sender([&](const Sender& sender) { return is_positive(code_of(sender, reply).value_or(0)); });
}

/// In any case, among the keywords of lines that have one: but for the first, which is the server's name.
bool finds_any_case(const Sender& sender, const smtp::Reply& ehlo) {
  bool named = false;
  std::size_t before = 0;
  for (const smtp::ReplyLine& line : ehlo.lines) {
    if (sender.text_kept > 0 && before >= sender.text_kept) return false;
    const std::string_view keyword = keyword_of(line);
    if (named && smtp::upper(keyword) == kStarttls) return true;
    named = named || !keyword.empty();
    const std::size_t length = line.text.size() + (line.code ? 4 : 0);
    before += (before > 0 ? 1 : 0) + (sender.line_kept > 0 ? std::min(length, sender.line_kept) : length);
  }
  return false;
}

/// In capitals, in all but the first line: one text, which ends at the first NUL.
bool finds_capitals(const smtp::Reply& ehlo) {
  for (const smtp::ReplyLine& line : ehlo.lines) {
    if (!line.code) continue;
    if (&line != &ehlo.first() && spells_in_capitals(line)) return true;
    if (line.text.find('\0') != std::string::npos) return false;
  }
  return false;
}

}  // namespace

bool has_stray(const std::vector<smtp::ReplyLine>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const smtp::ReplyLine& line) { return !line.code; });
}

bool sees_starttls(const Sender& sender, const smtp::Reply& ehlo) {
  return sender.spelling == Spelling::Capitals ? finds_capitals(ehlo) : finds_any_case(sender, ehlo);
}

Way way_of(const Sender& sender, const Conversation& heard) {
  if (!heard.greeting) return Way::Unknown;
  const std::optional<int> greeting = code_of(sender, *heard.greeting);
  if (!greeting) return Way::Defers;
  // It may be the address that this check comes from that is refused; but not where others read another code.
  if (!is_positive(*greeting)) return goes_on(*heard.greeting) ? Way::Defers : Way::Unknown;
  if (!heard.ehlo) return Way::Unknown;
  // It says HELO, so what the server does behind EHLO is not about it.
  if (sender.shy_of_firewalls && is_masked(*heard.greeting)) return readable(sender, heard, *heard.greeting);
  const std::optional<int> ehlo = code_of(sender, *heard.ehlo);
  if (!ehlo) return Way::Defers;
  if (!is_positive(*ehlo)) {
    const bool ends = *ehlo == smtp::kClosing && sender.ends_at_closing;
    // Whoever reads another of its codes was let in, so this one's HELO will be, if the server stays.
    const bool stays = *ehlo != smtp::kClosing || heard.starttls || heard.stayed;
    if (!heard.helo && stays && goes_on(*heard.ehlo)) return ends ? Way::Defers : readable(sender, heard, *heard.ehlo);
    if (!heard.helo) return Way::Unknown;
    // Where HELO is taken others go on; who takes 421 at its word keeps the mail.
    if (ends) return is_positive(heard.helo->code) ? Way::Defers : Way::Unknown;
    const std::optional<int> helo = code_of(sender, *heard.helo);
    if (!helo) return Way::Defers;
    return is_positive(*helo) ? readable(sender, heard, *heard.helo) : Way::Unknown;
  }
  if (!sees_starttls(sender, *heard.ehlo)) return readable(sender, heard, *heard.ehlo);
  if (!heard.starttls) return Way::Unknown;
  const std::optional<int> starttls = code_of(sender, *heard.starttls);
  if (!starttls) return Way::Defers;
  if (is_positive(*starttls)) return Way::Tls;
  if (*starttls == smtp::kClosing && !heard.stayed && !heard.tls_begun && !heard.clear_again) return Way::Unknown;
  if (!goes_on(*heard.starttls) || heard.clear_again) return readable(sender, heard, *heard.starttls);
  // It goes on in clear text with a server that others say a ClientHello to.
  return heard.tls_begun ? Way::Defers : Way::Unknown;
}

Way way_inside(const Sender& sender, const smtp::Reply& ehlo, bool stayed) {
  const std::optional<int> code = code_of(sender, ehlo);
  if (!code) return sender.breach_inside == BreachInside::Defers ? Way::Defers : Way::Readable;
  if (*code != smtp::kClosing) return Way::Tls;
  if (!stayed) return Way::Unknown;
  return sender.ends_at_closing ? Way::Defers : Way::Tls;
}

Way way_of_leaving(const Sender& sender) {
  return sender.breach_inside == BreachInside::Readable ? Way::Readable : Way::Defers;
}

Way way_of_breach(const Sender& sender, const std::vector<smtp::ReplyLine>& lines, bool reset) {
  if (sender.breach_inside != BreachInside::ReadableBeforeLine)
    return sender.breach_inside == BreachInside::Defers ? Way::Defers : Way::Readable;
  return lines.empty() || reset || has_stray(lines) ? Way::Readable : Way::Defers;
}

Next after_greeting(const smtp::Reply& greeting) {
  return goes_on(greeting) ? Next::Ehlo : Next::Quit;
}

Next after_ehlo(const smtp::Reply& ehlo) {
  // Some senders that are not in the table take "250 STARTTLS" as the only line.
  const bool named = smtp::parse_ehlo(ehlo).find(kStarttls) != nullptr;
  if (goes_on(ehlo) && (named || any_sender([&](const Sender& sender) { return sees_starttls(sender, ehlo); })))
    return Next::Starttls;
  const bool refused = any_sender([&](const Sender& sender) {
    const std::optional<int> code = code_of(sender, ehlo);
    return code && !is_positive(*code) && (*code != smtp::kClosing || !sender.ends_at_closing);
  });
  return refused ? Next::Helo : Next::Quit;
}

Next after_starttls(const smtp::Reply& starttls) {
  return goes_on(starttls) ? Next::ClientHello : Next::Quit;
}

}  // namespace mailglass::senders
