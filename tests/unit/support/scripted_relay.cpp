#include "support/scripted_relay.h"

#include <algorithm>

#include "bytes/address.h"
#include "senders/senders.h"

namespace mailglass::test {
namespace {

void write_name(ByteWriter& out, const std::string& text) {
  const dns::Name name = *dns::Name::from_text(text);
  for (const std::string& label : name.labels()) out.u8(static_cast<std::uint8_t>(label.size())).append(view_of(label));
  out.u8(0);
}

Bytes rdata(const ZoneRecord& record) {
  ByteWriter out;
  switch (record.type) {
    case dns::Type::A:
    case dns::Type::AAAA: out.append(IpAddress::parse(record.data)->bytes()); break;
    case dns::Type::MX: {
      const std::size_t space = record.data.find(' ');
      out.u16(static_cast<std::uint16_t>(std::stoi(record.data)));
      write_name(out, record.data.substr(space + 1));
      break;
    }
    case dns::Type::PTR:
    case dns::Type::CNAME: write_name(out, record.data); break;
    case dns::Type::CAA: {  // "issue ca.example.test"
      const std::size_t space = record.data.find(' ');
      const std::string tag = record.data.substr(0, space), value = record.data.substr(space + 1);
      out.u8(0).prefixed(1, [&](ByteWriter& text) { text.append(view_of(tag)); });
      out.append(view_of(value));
      break;
    }
    case dns::Type::TXT: out.prefixed(1, [&](ByteWriter& text) { text.append(view_of(record.data)); }); break;
    default: out.append(view_of(record.data)); break;
  }
  return std::move(out).bytes();
}

void write_record(ByteWriter& out, const ZoneRecord& record) {
  write_name(out, record.owner);
  out.u16(static_cast<std::uint16_t>(record.type)).u16(1).u32(300);
  out.prefixed(2, [&](ByteWriter& data) { data.append(rdata(record)); });
}

}  // namespace

Bytes dns_answer(const Zone& zone, const dns::Name& name, dns::Type type) {
  std::vector<const ZoneRecord*> answers;
  std::string owner = name.to_text();
  for (bool followed = true; followed;) {
    followed = false;
    for (const ZoneRecord& record : zone.records) {
      if (record.owner != owner) continue;
      if (record.type == type) answers.push_back(&record);
      if (record.type == dns::Type::CNAME && type != dns::Type::CNAME) {
        answers.push_back(&record);
        owner = record.data;
        followed = true;
        break;
      }
    }
  }
  // Of the name that aliases lead to (RFC 6604 section 3).
  const bool exists = std::any_of(zone.records.begin(), zone.records.end(), [&](const ZoneRecord& r) {
    return dns::Name::from_text(r.owner)->is_within(*dns::Name::from_text(owner));
  });
  ByteWriter out;
  out.u16(1)
      .u16(static_cast<std::uint16_t>(0x8180 | (exists ? 0 : 3)))
      .u16(1)
      .u16(static_cast<std::uint16_t>(answers.size()))
      .u16(0)
      .u16(0);
  write_name(out, name.to_text());
  out.u16(static_cast<std::uint16_t>(type)).u16(1);
  for (const ZoneRecord* record : answers) write_record(out, *record);
  return std::move(out).bytes();
}

void ScriptedRelay::send(check::Check& check, const wire::FromRelay& message) {
  check.on_text(wire::encode(message), tick());
}

bool ScriptedRelay::run(check::Check& check) {
  wire::Welcome welcome{"scripted/1",
                        "relay.test",
                        false,
                        port25,
                        {static_cast<std::uint32_t>(streams), connections_allowed, 50, 100, 1 << 20, 1, 1, 1, 1, 1}};
  welcome.dns_broken = dns_broken;
  if (says) welcome.says = {wire::Word::Ehlo, wire::Word::Quit};
  send(check, welcome);
  carry_out(check);
  constexpr int kTurns = 1000;
  constexpr std::uint64_t kTurn = 500'000;
  for (int turn = 0; turn < kTurns && !check.finished() && check.setup().depth != check::Depth::Headline; ++turn) {
    check.on_tick(now_ += kTurn);
    carry_out(check);
  }
  return check.finished();
}

void ScriptedRelay::carry_out(check::Check& check) {
  while (auto next = check.next_outgoing()) {
    if (const auto* message = std::get_if<wire::FromPage>(&*next)) {
      take(check, *message);
    } else {
      const auto& frame = std::get<wire::Frame>(*next);
      // What the page says passes through the same codec as in life.
      const Bytes said = wire::decode(wire::encode(frame))->bytes;
      if (auto& turns = open_[frame.stream].turns; turns && !turns->on_page(said)) turns.reset();
      serve(check, frame.stream, said);
    }
  }
}

void ScriptedRelay::take(check::Check& check, const wire::FromPage& message) {
  const wire::FromPage read = *wire::decode_from_page(wire::encode(message));
  if (const auto* open = std::get_if<wire::Open>(&read)) send(check, wire::Opened{open->domain});
  if (const auto* lookup = std::get_if<wire::Lookup>(&read)) {
    auto broken = zone_.broken.find(lookup->name);
    if (broken == zone_.broken.end()) broken = zone_.broken.find(lookup->name + " " + lookup->rr);
    if (broken != zone_.broken.end()) {
      send(check, wire::Answer{lookup->id, broken->second, "scripted to fail", 10, {}});
    } else {
      const auto own = zone_.statuses.find(lookup->name);
      const wire::DnsStatus status = own == zone_.statuses.end() ? zone_.status : own->second;
      send(check,
           wire::Answer{lookup->id, status, "", 10,
                        dns_answer(zone_, *dns::Name::from_text(lookup->name), *dns::type_from_string(lookup->rr))});
    }
  }
  if (const auto* request = std::get_if<wire::Probe>(&read)) probe(check, *request);
  if (const auto* word = std::get_if<wire::Say>(&read)) say_word(check, *word);
  if (const auto* finish = std::get_if<wire::Finish>(&read))
    close(check, finish->id, wire::End::Cancelled, wire::Stage::Handshake, "the page finished");
}

void ScriptedRelay::stage(check::Check& check, std::uint32_t id, wire::Stage stage) {
  send(check, wire::StageReached{id, stage, now_});
}

void ScriptedRelay::close(check::Check& check, std::uint32_t id, wire::End end, wire::Stage stage,
                          const std::string& why) {
  if (!open_[id].open) return;
  open_[id].open = false;
  send(check, wire::Closed{id, end, stage, why, now_});
}

void ScriptedRelay::say(check::Check& check, std::uint32_t id, std::string_view text) {
  Stream& stream = open_[id];
  check.on_binary(wire::encode(wire::Frame{id, wire::Direction::ToServer, stream.to, now_,
                                           Bytes(view_of(text).begin(), view_of(text).end())}),
                  tick());
  stream.to += text.size();
}

void ScriptedRelay::hear(check::Check& check, std::uint32_t id, ByteView bytes) {
  Stream& stream = open_[id];
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min({bytes.size(), stream.script.server_piece, wire::kMaxFrameBytes}));
    check.on_binary(wire::encode(wire::Frame{id, wire::Direction::FromServer, stream.from, now_,
                                             Bytes(piece.begin(), piece.end())}),
                    tick());
    stream.from += piece.size();
    bytes = bytes.subspan(piece.size());
  }
}

/// From the greeting, which was heard, to the ClientHello; false where it is not said.
bool ScriptedRelay::clear_text(check::Check& check, std::uint32_t id, const ServerScript& script) {
  using senders::Next;
  // What the server sends at once may be more than one reply, or none.
  smtp::ReplyReader reader;
  ByteView rest = view_of(script.greeting);
  std::string kept;
  const auto answer = [&](const std::string& more) {
    kept = text_of(rest) + more;
    hear(check, id, view_of(more));
    rest = view_of(kept);
  };
  Next next = Next::Ehlo;
  const auto read = [&](Next (*after)(const smtp::Reply&)) {
    const auto reply = reader.feed(rest);
    if (reply && *reply) {
      next = after(**reply);
    } else {
      close(check, id, reply ? script.leaves.value_or(wire::End::Timeout) : wire::End::NotSmtp, wire::Stage::Ehlo,
            "scripted");
    }
    return reply && reply->has_value();
  };
  if (!read(senders::after_greeting)) return false;
  if (next == Next::Ehlo) {
    stage(check, id, wire::Stage::Ehlo);
    say(check, id, "EHLO relay.test\r\n");
    answer(script.ehlo);
    if (!read(senders::after_ehlo)) return false;
  }
  if (next == Next::Helo) {
    say(check, id, "HELO relay.test\r\n");
    answer(script.helo);
    if (!read([](const smtp::Reply&) { return Next::Quit; })) return false;
  }
  if (next == Next::Starttls) {
    stage(check, id, wire::Stage::Starttls);
    say(check, id, "STARTTLS\r\n");
    answer(script.starttls);
    if (!read(senders::after_starttls)) return false;
  }
  if (next == Next::ClientHello) return true;
  if (script.leaves) {
    close(check, id, *script.leaves, wire::Stage::Starttls);
    return false;
  }
  say(check, id, "QUIT\r\n");
  hear(check, id, view_of("221 bye\r\n"));
  close(check, id, wire::End::Done, wire::Stage::Closing);
  return false;
}

void ScriptedRelay::probe(check::Check& check, const wire::Probe& request) {
  connections_.push_back(request.host + " " + request.address);
  const auto found = servers_.find(request.address);
  if (found == servers_.end()) {
    send(check, wire::Refused{request.id, "target-not-named", "no such server in the script"});
    return;
  }
  if (found->second.spelt_smtp > 0) {
    --found->second.spelt_smtp;
    send(check, wire::Refused{request.id, std::string(wire::kHelloSpellsSmtp), "a command stands in the ClientHello"});
    return;
  }
  ServerScript script = found->second.each ? found->second.each() : found->second;
  if (!script.refused.empty()) return send(check, wire::Refused{request.id, script.refused, "scripted"});
  if (script.tls_each) script.tls = script.tls_each();
  const std::uint32_t id = request.id;
  open_[id] = Stream{script};
  stage(check, id, wire::Stage::Connecting);
  if (script.connect_end) return close(check, id, *script.connect_end, wire::Stage::Connecting);
  now_ += script.connect_us;
  stage(check, id, wire::Stage::Connected);
  stage(check, id, wire::Stage::Greeting);
  now_ += script.greeting_us;
  hear(check, id, view_of(script.greeting));
  if (script.ends_after_greeting) return close(check, id, *script.ends_after_greeting, wire::Stage::Greeting);
  if (!clear_text(check, id, script)) return;
  stage(check, id, wire::Stage::Handshake);
  const std::string name = text_of(Bytes{0, static_cast<std::uint8_t>(request.host.size())}) + request.host;
  const bool named = text_of(request.client_hello).find(name) != std::string::npos;
  if (named ? script.refuses_names : script.wants_names) {
    say(check, id, text_of(request.client_hello));
    hear(check, id, script.refusal.value_or(Bytes{21, 3, 1, 0, 2, 2, script.alert_to_names}));  // a fatal alert
    const bool silent = script.refusal && script.refusal->empty();
    return close(check, id, silent ? wire::End::Timeout : wire::End::PeerClosed, wire::Stage::Handshake);
  }
  if (script.hangs_up) {
    say(check, id, text_of(request.client_hello));
    hear(check, id, view_of(script.after_starttls));
    return close(check, id, wire::End::PeerClosed, wire::Stage::Handshake);
  }
  const relay::guard::Addressee to(request.service, request.host);
  if (auto hello = relay::guard::check_client_hello(request.client_hello, to))
    open_[id].turns.emplace(std::move(*hello), to);
  serve(check, id, request.client_hello);
  if (!script.tls) close(check, id, wire::End::Timeout, wire::Stage::Handshake, "scripted silence");
}

void ScriptedRelay::serve(check::Check& check, std::uint32_t id, ByteView from_client) {
  Stream& stream = open_[id];
  if (!stream.open) return;
  say(check, id, text_of(from_client));
  hear(check, id, view_of(std::exchange(stream.script.after_starttls, {})));
  if (!stream.script.tls) return;
  const bool answered = exchange(check, id, from_client);
  const MemoryServer& tls = *stream.script.tls;
  if (tls.application_data() == "QUIT\r\n") {
    hear(check, id, stream.script.tls->say("221 2.0.0 Bye\r\n"));
    return close(check, id, wire::End::Done, wire::Stage::Closing);
  }
  if (tls.heard_close_notify()) return close(check, id, wire::End::Done, wire::Stage::Closing);
  if (tls.finished() && stream.script.ends_after_handshake)
    return close(check, id, *stream.script.ends_after_handshake, wire::Stage::Handshake);
  // What was cut off on the way never comes.
  if (!answered && tls.finished() && stream.script.tamper)
    return close(check, id, wire::End::Timeout, wire::Stage::Handshake, "scripted");
  // A question that the server has no answer to.
  if (!answered && !tls.finished() && stream.script.tls_each)
    close(check, id, wire::End::PeerClosed, wire::Stage::Handshake, "scripted");
}

bool ScriptedRelay::exchange(check::Check& check, std::uint32_t id, ByteView from_client) {
  Stream& stream = open_[id];
  Bytes answer = stream.script.tls->take(from_client);
  if (stream.script.tamper) answer = stream.script.tamper(std::move(answer));
  if (stream.turns) stream.turns->on_server(answer);
  hear(check, id, answer);
  return !answer.empty();
}

void ScriptedRelay::say_word(check::Check& check, const wire::Say& wanted) {
  const std::uint32_t id = wanted.id;
  Stream& stream = open_[id];
  if (!stream.open) return;
  const bool ehlo = wanted.word == wire::Word::Ehlo;
  const auto refuse = [&](const std::string& rule) {
    send(check, wire::Refused{id, rule, "scripted"});
    close(check, id, wire::End::Cancelled, wire::Stage::Handshake, "the page broke the rule " + rule);
  };
  if (!stream.script.words_refused.empty()) return refuse(stream.script.words_refused);
  if (!stream.turns) return refuse("say-order");
  const auto record = stream.turns->say(ehlo ? "EHLO relay.test\r\n" : "QUIT\r\n", wanted.key);
  if (!record) return refuse(std::string(record.refusal().rule));
  stage(check, id, ehlo ? wire::Stage::Session : wire::Stage::Closing);
  say(check, id, text_of(*record));
  exchange(check, id, *record);
  MemoryServer& tls = *stream.script.tls;
  if (!ehlo) {
    hear(check, id, tls.say("221 2.0.0 Bye\r\n"));
    return close(check, id, wire::End::Done, wire::Stage::Closing);
  }
  hear(check, id, stream.script.before_inside);
  Bytes answer = stream.script.ehlo_inside.empty() ? Bytes{} : tls.say(stream.script.ehlo_inside);
  if (stream.script.alters_inside) answer.back() ^= 1;
  hear(check, id, answer);
  if (stream.script.closes_inside) hear(check, id, tls.close());
  if (stream.script.ends_inside) close(check, id, *stream.script.ends_inside, wire::Stage::Session);
}

}  // namespace mailglass::test
