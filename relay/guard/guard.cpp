#include "guard/guard.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "bytes/overload.h"

namespace mailglass::relay::guard {
namespace {

using senders::Next;
using wire::End;
using wire::Stage;
using wire::Word;

constexpr std::string_view kQuitLine = "QUIT\r\n";

}  // namespace

Guard::Guard(std::string ehlo_name, Addressee to, CheckedHello hello)
    : ehlo_name_(std::move(ehlo_name)), to_(std::move(to)), hello_(std::move(hello)) {
  for (const char c : ehlo_name_) {
    if (c <= ' ' || c > '~') std::abort();
  }
}

Wait Guard::wait() const {
  return std::visit(Overload{
                        [](const AwaitGreeting&) { return Wait::Greeting; },
                        [](const AwaitEhloReply&) { return Wait::Reply; },
                        [](const AwaitHeloReply&) { return Wait::Reply; },
                        [](const AwaitStarttlsReply&) { return Wait::Reply; },
                        [](const SpeakingTls&) { return Wait::Handshake; },
                        [](const AwaitTlsReply&) { return Wait::Reply; },
                        [](const AwaitGoodbye&) { return Wait::Goodbye; },
                        [](const AwaitTlsGoodbye&) { return Wait::Goodbye; },
                        [](const AwaitPolicy&) { return Wait::Reply; },
                        [](const Over&) { return Wait::Nothing; },
                    },
                    state_);
}

bool Guard::awaits_page() const {
  // After EHLO inside TLS what came may be session tickets, and the answer still on its way: its deadline is the
  // page's.
  const auto* tls = std::get_if<SpeakingTls>(&state_);
  return tls && tls->turns.awaits_page();
}

Step Guard::on_connected() {
  Step step;
  switch (to_.service().opening) {
    case wire::Opening::Starttls: step.stage = stage_ = Stage::Greeting; break;
    case wire::Opening::TlsAtOnce: say_client_hello(step); break;
  }
  return step;
}

Step Guard::on_server(ByteView bytes) {
  Step step;
  // A reply ends exactly at its last line: what stands behind it is read in the state that it led to.
  while (!bytes.empty()) on_bytes(bytes, step);
  return step;
}

void Guard::on_bytes(ByteView& bytes, Step& step) {
  const ByteView all = bytes;
  if (auto* tls = std::get_if<SpeakingTls>(&state_)) {
    tls->turns.on_server(std::exchange(bytes, {}));
    return;
  }
  if (auto* reply = std::get_if<AwaitTlsReply>(&state_)) {
    reply->heard = true;
    bytes = {};
    return;
  }
  if (std::holds_alternative<AwaitTlsGoodbye>(state_) || std::holds_alternative<AwaitPolicy>(state_) ||
      std::holds_alternative<Over>(state_)) {
    bytes = {};
    return;
  }
  const auto reply = replies_.feed(bytes);
  reply_bytes_ += all.size() - bytes.size();
  if (!reply) {
    bytes = {};
    on_broken_reply(reply.error(), step);
  } else if (reply->has_value()) {
    reply_bytes_ = 0;
    on_reply(**reply, step);
    // What came before the ClientHello is no answer to it: some senders pass over it.
    if (std::holds_alternative<SpeakingTls>(state_)) bytes = {};
  }
}

void Guard::on_broken_reply(const ParseError& error, Step& step) {
  const bool too_long = replies_.partial().size() > smtp::kMaxLines || reply_bytes_ >= smtp::kMaxReply;
  if (std::holds_alternative<AwaitGoodbye>(state_)) {
    end(End::Done, "", step);
  } else if (too_long) {
    end(End::LimitReached, "the reply is longer than the relay reads", step);
  } else {
    end(End::NotSmtp, "what came is no SMTP reply: " + std::string(error.rule), step);
  }
}

void Guard::on_reply(const smtp::Reply& reply, Step& step) {
  if (std::holds_alternative<AwaitGoodbye>(state_)) {
    end(End::Done, "", step);
  } else if (std::holds_alternative<AwaitStarttlsReply>(state_)) {
    const bool tls = senders::after_starttls(reply) == Next::ClientHello;
    if (!tls) return say_quit(step);
    // The server now waits for TLS, and would take a QUIT in clear text for a broken handshake.
    if (finish_asked_) return end(End::Cancelled, "the page finished the stream", step);
    say_client_hello(step);
  } else if (finish_asked_ || std::holds_alternative<AwaitHeloReply>(state_)) {
    say_quit(step);
  } else {
    const bool greeted = std::holds_alternative<AwaitGreeting>(state_);
    say_next(greeted ? senders::after_greeting(reply) : senders::after_ehlo(reply), step);
  }
}

void Guard::say_next(Next next, Step& step) {
  switch (next) {
    case Next::Ehlo:
      say(ehlo_line(), Stage::Ehlo, step);
      enter(AwaitEhloReply{});
      break;
    case Next::Helo:
      say("HELO " + ehlo_name_ + "\r\n", Stage::Ehlo, step);
      enter(AwaitHeloReply{});
      break;
    case Next::Starttls:
      say("STARTTLS\r\n", Stage::Starttls, step);
      enter(AwaitStarttlsReply{});
      break;
    case Next::ClientHello:
    case Next::Quit: say_quit(step); break;
  }
}

void Guard::say(std::string_view line, Stage stage, Step& step) {
  step.say.push_back(Utterance(Bytes(line.begin(), line.end())));
  step.stage = stage_ = stage;
}

void Guard::say_quit(Step& step) {
  say(kQuitLine, Stage::Closing, step);
  enter(AwaitGoodbye{});
}

void Guard::say_client_hello(Step& step) {
  step.say.push_back(Utterance(hello_->records()));
  step.stage = stage_ = Stage::Handshake;
  enter(SpeakingTls{TlsTurns(std::move(*hello_), to_)});
  hello_.reset();
}

void Guard::end(End end, std::string why, Step& step) {
  step.ending = Ending{end, std::move(why)};
  enter(Over{});
}

Step Guard::on_server_closed() {
  Step step;
  const Wait waiting = wait();
  if (waiting == Wait::Goodbye || std::holds_alternative<AwaitPolicy>(state_)) {
    end(End::Done, "", step);
  } else if (waiting != Wait::Nothing) {
    end(End::PeerClosed, "the mail server closed the connection", step);
  }
  return step;
}

Step Guard::on_page(ByteView bytes) {
  Step step;
  if (std::holds_alternative<Over>(state_)) return step;
  auto* speaking = std::get_if<SpeakingTls>(&state_);
  if (!speaking) {
    const bool within_tls = std::holds_alternative<AwaitTlsGoodbye>(state_) ||
                            std::holds_alternative<AwaitTlsReply>(state_) ||
                            std::holds_alternative<AwaitPolicy>(state_);
    step.refusal = Refusal{"guard-vocabulary", within_tls ? "behind the relay's words the page has nothing to say"
                                                          : "before STARTTLS the page has nothing to say"};
  } else {
    auto passed = speaking->turns.on_page(bytes);
    if (!passed) {
      step.refusal = passed.refusal();
    } else {
      if (!passed->empty()) step.say.push_back(Utterance(std::move(*passed)));
    }
  }
  if (step.refusal) end(End::Cancelled, "the page broke the rule " + std::string(step.refusal->rule), step);
  return step;
}

/// To a mail server EHLO, then QUIT; or QUIT at once. To a policy host its one request. Each once, and nothing before
/// the server has spoken.
Allowed<TlsTurns*> Guard::floor_for(Word word) {
  const auto& words = to_.service().words;
  if (std::find(words.begin(), words.end(), word) == words.end())
    return Refusal{"say-order", "the word is none of this service's"};
  if (auto* speaking = std::get_if<SpeakingTls>(&state_)) return &speaking->turns;
  auto* replying = std::get_if<AwaitTlsReply>(&state_);
  if (!replying || word != Word::Quit)
    return Refusal{"say-order", "inside TLS each word is said once, in its order, and none before or behind"};
  if (!replying->heard) return Refusal{"say-order", "EHLO inside TLS is not answered yet"};
  return &replying->turns;
}

std::string Guard::text_of(Word word) const {
  switch (word) {
    case Word::Ehlo: return ehlo_line();
    case Word::Quit: return std::string(kQuitLine);
    case Word::GetPolicy: return wire::policy_request(to_.host());
  }
  std::abort();
}

Step Guard::on_say(Word word, ByteView key) {
  Step step;
  if (std::holds_alternative<Over>(state_)) return step;
  const auto turns = floor_for(word);
  auto record = turns ? (*turns)->say(text_of(word), key) : Allowed<Bytes>(turns.refusal());
  if (!record) {
    step.refusal = record.refusal();
    end(End::Cancelled, "the page broke the rule " + std::string(step.refusal->rule), step);
    return step;
  }
  step.say.push_back(Utterance(std::move(*record)));
  switch (word) {
    case Word::Ehlo:
      step.stage = stage_ = Stage::Session;
      enter(AwaitTlsReply{std::move(**turns)});
      break;
    case Word::Quit:
      step.stage = stage_ = Stage::Closing;
      enter(AwaitTlsGoodbye{});
      break;
    case Word::GetPolicy:
      step.stage = stage_ = Stage::Session;
      enter(AwaitPolicy{});
      break;
  }
  return step;
}

Step Guard::on_finish() {
  Step step;
  switch (wait()) {
    case Wait::Greeting:
      // RFC 5321 section 4.3.1: a client waits for the greeting before it says anything, QUIT included.
      end(End::Cancelled, "the page finished the stream", step);
      break;
    case Wait::Handshake:
      if (const auto* tls = std::get_if<SpeakingTls>(&state_)) {
        Bytes farewell = tls->turns.farewell();
        if (!farewell.empty()) step.say.push_back(Utterance(std::move(farewell)));
      }
      end(End::Cancelled, "the page finished the stream", step);
      break;
    case Wait::Reply:
      if (std::holds_alternative<AwaitPolicy>(state_)) {
        end(End::Done, "", step);  // the page has what it asked for, and the host leaves the connection open
      } else if (std::holds_alternative<AwaitTlsReply>(state_)) {
        end(End::Cancelled, "the page finished the stream", step);
      } else {
        finish_asked_ = true;  // QUIT follows the reply that is on its way
      }
      break;
    case Wait::Goodbye:
    case Wait::Nothing: break;
  }
  return step;
}

}  // namespace mailglass::relay::guard
