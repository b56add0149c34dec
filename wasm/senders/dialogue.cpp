#include "senders/dialogue.h"

#include <algorithm>
#include <array>

namespace mailglass::senders {
namespace {

/// A reply outside the dialogue's order (an unsolicited 421, RFC 5321 section 3.8) makes one more.
constexpr std::size_t kMaxExchanges = 16;
constexpr int kReady = 220, kGoodbye = 221;  // RFC 5321 section 4.2.3

Command command_of(std::string_view line) {
  struct Verb {
    std::string_view text;
    Command command;
  };
  // RFC 5321 section 4.1.1 and RFC 3207: the relay writes these in upper case.
  static constexpr std::array<Verb, 4> kVerbs{
      {{"EHLO", Command::Ehlo}, {"HELO", Command::Helo}, {"STARTTLS", Command::Starttls}, {"QUIT", Command::Quit}}};
  for (const Verb& verb : kVerbs) {
    if (line.substr(0, verb.text.size()) == verb.text) return verb.command;
  }
  return Command::Other;
}

}  // namespace

void Dialogue::sent(ByteView bytes) {
  for (const std::uint8_t byte : bytes) {
    if (std::holds_alternative<TlsBegun>(state_)) {
      // A relay that takes nothing but 220 for a go-ahead says QUIT here; no record of TLS begins so.
      if (byte != 'Q' || tls_said_) {
        tls_said_ = true;
        return;
      }
      state_ = Speaking{};
    }
    ++sent_;
    line_.push_back(byte);
    if (byte != '\n') continue;
    const std::string text = text_of(line_);
    commands_.push_back({command_of(text), {line_start_, line_.size()}, text});
    line_.clear();
    line_start_ = sent_;
    answer_early();
  }
}

/// The reply to what was said just now came before it was said: whoever reads replies in order takes it for that.
void Dialogue::answer_early() {
  if (commands_.size() >= exchanges_.size()) return;
  Exchange& exchange = exchanges_[commands_.size()];
  exchange.command = commands_.back().command;
  exchange.command_range = commands_.back().range;
  const bool last = commands_.size() + 1 == exchanges_.size() && partial_lines().empty() && unfinished_line().empty();
  if (last && std::holds_alternative<Speaking>(state_) && exchange.command == Command::Starttls &&
      after_starttls(exchange.reply) == Next::ClientHello)
    state_ = TlsBegun{received_, sent_};
}

bool Dialogue::out_of_step() const {
  // Who had said all in advance says goodbye at its place.
  const Exchange* quit = reply_to(Command::Quit);
  return early_ && (!quit || quit->reply.code != kGoodbye);
}

bool Dialogue::seems_out_of_step() const {
  const Exchange* quit = reply_to(Command::Quit);
  if (!quit || !quit->reply.positive() || quit->reply.code == kGoodbye) return false;
  return quit->reply.lines.size() > 1 || quit->reply.code == kReady ||
         std::any_of(exchanges_.begin(), exchanges_.end(), [](const Exchange& one) {
           const bool greets_again = one.reply.code == kReady && one.command == Command::Ehlo;
           return one.command != Command::None && (greets_again || one.reply.code == smtp::kClosing);
         });
}

ByteView Dialogue::received(ByteView bytes) {
  while (!bytes.empty() && std::holds_alternative<Speaking>(state_)) {
    const std::size_t before = bytes.size();
    Parsed<std::optional<smtp::Reply>> reply = reader_.feed(bytes);
    received_ += before - bytes.size();
    if (!reply) {
      state_ = NotSmtp{reply.error()};
      break;
    }
    if (!reply->has_value()) break;
    const std::size_t index = exchanges_.size();  // 0 is the greeting; reply n answers command n-1
    Exchange exchange{Command::None, {}, std::move(**reply)};
    if (index > 0) {
      exchange.command = index - 1 < commands_.size() ? commands_[index - 1].command : Command::Other;
      if (index - 1 < commands_.size()) exchange.command_range = commands_[index - 1].range;
    }
    const bool goodbye_said = !commands_.empty() && commands_.back().command == Command::Quit;
    const bool unasked = exchange.command == Command::Other && !goodbye_said;
    // 421 may come at any time, and be the last (RFC 5321 section 3.8); more behind it is for what was said before.
    early_ = early_ || closing_ || (unasked && exchange.reply.code != smtp::kClosing);
    closing_ = unasked && exchange.reply.code == smtp::kClosing;
    const bool tls = exchange.command == Command::Starttls && after_starttls(exchange.reply) == Next::ClientHello;
    exchanges_.push_back(std::move(exchange));
    reader_ = smtp::ReplyReader(received_);
    if (tls) {
      state_ = TlsBegun{received_, sent_};
    } else if (exchanges_.size() >= kMaxExchanges) {
      state_ = NotSmtp{{received_, "more replies than commands"}};
    }
  }
  return std::holds_alternative<TlsBegun>(state_) ? bytes : ByteView{};
}

Conversation Dialogue::heard() const {
  const auto reply = [&](Command command) {
    const Exchange* exchange = reply_to(command);
    return exchange ? &exchange->reply : nullptr;
  };
  // Behind the last reply, or in front of the one to QUIT.
  const Exchange* quit = reply_to(Command::Quit);
  Conversation heard{reply(Command::None), reply(Command::Ehlo), reply(Command::Helo), reply(Command::Starttls)};
  heard.stray = has_stray(partial_lines()) || (quit && has_stray(quit->reply.lines));
  heard.stayed = quit && quit->reply.positive();
  return heard;
}

const smtp::Reply* Dialogue::last_reply() const {
  if (closing_) return &exchanges_[exchanges_.size() - 2].reply;
  const bool quit = !commands_.empty() && commands_.back().command == Command::Quit;
  const bool answered = exchanges_.size() == commands_.size() + 1;
  return answered && !quit && std::holds_alternative<Speaking>(state_) ? &exchanges_.back().reply : nullptr;
}

const Exchange* Dialogue::reply_to(Command command) const {
  for (const Exchange& exchange : exchanges_) {
    if (exchange.command == command) return &exchange;
  }
  return nullptr;
}

}  // namespace mailglass::senders
