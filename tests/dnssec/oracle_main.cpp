// The validator beside libunbound's: dnssec_oracle COUNT [SEED]. Honest and tampered chains are answered to both, to
// libunbound by a forwarder on the loopback that knows no DNSSEC. libunbound judges every record of a message, and the
// validator those that answer or prove: where the one says secure and the other does not, libunbound is asked again
// without the records that the chain does not name, and with the rcode that is proven. What then is still secure here
// alone fails the run.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "bytes/encoding.h"
#include "dnssec/mutation.h"

using namespace mailglass;
using namespace mailglass::test;

namespace {

/// Answers whatever it is asked over UDP.
class Forwarder {
 public:
  Forwarder() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0) std::abort();
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    const timeval patience{0, 100'000};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    thread_ = std::thread([this] { serve(); });
  }
  ~Forwarder() {
    stop_ = true;
    thread_.join();
    ::close(socket_);
  }
  void answer_from(Source source) {
    const std::lock_guard lock(mutex_);
    source_ = std::move(source);
  }
  int port = 0;

 private:
  void serve() {
    Bytes query(65536);
    while (!stop_) {
      sockaddr_in client{};
      socklen_t size = sizeof client;
      const auto got = ::recvfrom(socket_, query.data(), query.size(), 0, reinterpret_cast<sockaddr*>(&client), &size);
      if (got < 12) continue;
      const auto message = dns::parse_message(ByteView(query).first(static_cast<std::size_t>(got)));
      if (!message || message->questions.size() != 1) continue;
      Bytes answer = answer_to({message->questions[0].name, message->questions[0].type});
      if (answer.size() < 12) answer = wire_of({message->questions[0].name, message->questions[0].type, 2, {}, {}, {}});
      answer[0] = query[0];
      answer[1] = query[1];
      ::sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&client), size);
    }
  }
  Bytes answer_to(const dnssec::Question& question) {
    const std::lock_guard lock(mutex_);
    return source_ ? source_(question) : Bytes{};
  }

  int socket_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  Source source_;
  std::thread thread_;
};

std::string anchor_text(const dnssec::Anchor& anchor) {
  return anchor.zone.to_text() + " DS " + std::to_string(anchor.ds.key_tag) + " " +
         std::to_string(anchor.ds.algorithm) + " " + std::to_string(anchor.ds.digest_type) + " " +
         to_hex(anchor.ds.digest);
}

std::string judged_by_unbound(const Forwarder& forwarder, const Trust& trust, const dnssec::Question& question) {
  ub_ctx* const context = ub_ctx_create();
  ub_ctx_debugout(context, nullptr);
  const std::string server = "127.0.0.1@" + std::to_string(forwarder.port);
  const std::string date = std::to_string(trust.time);
  for (const auto& [option, value] : {std::pair<const char*, const char*>{"do-not-query-localhost:", "no"},
                                      {"val-override-date:", date.c_str()},
                                      {"edns-buffer-size:", "65000"},
                                      {"max-udp-size:", "65000"},
                                      {"val-max-restart:", "0"},
                                      {"val-nsec3-keysize-iterations:", "1024 100 2048 100 4096 100"},
                                      {"outbound-msg-retry:", "1"},
                                      {"do-tcp:", "no"}})
    ub_ctx_set_option(context, option, value);
  ub_ctx_set_fwd(context, server.c_str());
  for (const dnssec::Anchor& anchor : trust.anchors) ub_ctx_add_ta(context, anchor_text(anchor).c_str());
  ub_result* result = nullptr;
  std::string judged = "bogus";
  if (ub_resolve(context, question.name.to_text().c_str(), question.type, 1, &result) == 0 && result) {
    if (!result->bogus && result->rcode != 2) judged = result->secure ? "secure" : "insecure";
    ub_resolve_free(result);
  }
  ub_ctx_delete(context);
  return judged;
}

/// The messages with what the chain names and nothing else, and CNAMEs, which a DNAME may stand for; with the rcode,
/// which nobody signs, that fits what is proven. libunbound also asks for what stands at the end of an alias by itself,
/// which the validator did not: `rest` answers that.
Source proven_part(const Asked& asked, const dnssec::Question& question, const dnssec::Secure& secure, Source rest) {
  const dnssec::Chain& chain = secure.chain;
  std::map<std::pair<dns::Name, std::uint16_t>, Bytes> answers;
  for (std::size_t i = 0; i < asked.questions.size(); ++i) {
    const auto message = dns::parse_message(asked.bytes[i]);
    if (!message) continue;
    const auto aliases =
        dns::resolve(*message, asked.questions[i].name, static_cast<dns::Type>(asked.questions[i].type)).cnames;
    const auto is_named = [&](const dns::Record& record) {
      const dnssec::At at{static_cast<std::uint32_t>(i), record.range};
      for (const dnssec::Signature& signature : chain.signatures) {
        const auto& records = signature.records;
        if (signature.signature == at || std::find(records.begin(), records.end(), at) != records.end()) return true;
      }
      return false;
    };
    WireMessage part{asked.questions[i].name, asked.questions[i].type, message->rcode, {}, {}, {}};
    const auto take = [&](const std::vector<dns::Record>& from, std::vector<WireRecord>& to) {
      for (const dns::Record& record : from) {
        const ByteView data = ByteView(asked.bytes[i]).subspan(record.data.offset, record.data.length);
        const bool alias = std::find(aliases.begin(), aliases.end(), &record) != aliases.end();
        if (is_named(record) || alias)
          to.push_back({record.owner, record.type, record.ttl, {data.begin(), data.end()}});
      }
    };
    take(message->answers, part.answers);
    take(message->authorities, part.authorities);
    if (asked.questions[i] == question) {
      part.rcode = secure.answer == dnssec::Answer::NoName ? 3 : 0;
    } else if (!part.answers.empty()) {
      part.rcode = 0;
    }
    answers[{part.name, part.type}] = wire_of(part);
  }
  return [answers, rest = std::move(rest)](const dnssec::Question& one) {
    const auto found = answers.find({one.name, one.type});
    return found == answers.end() ? rest(one) : found->second;
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: dnssec_oracle COUNT [SEED]\n", stderr);
    return 2;
  }
  const auto count = std::strtoull(argv[1], nullptr, 10);
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  Target target;
  Forwarder forwarder;
  std::map<std::string, unsigned> pairs;
  unsigned agreed = 0, looser = 0, extras = 0;
  for (unsigned long long i = 0; i < count + target.questions(); ++i) {
    Choices choices(seed * 1'000'000'007ULL + i);
    const Target::Case one = i < target.questions() ? target.honest_case(i) : target.some_case(choices);
    forwarder.answer_from(target.source(one));
    const std::string theirs = judged_by_unbound(forwarder, target.trust(), target.question(one));
    forwarder.answer_from({});
    const Asked asked = target.asked(one);
    const std::string outcome = outcome_of(asked.validation);
    const std::string ours = outcome.substr(0, outcome.find(' '));
    std::string pair = "here ";
    pair.append(outcome).append(", libunbound ").append(theirs);
    ++pairs[pair];
    agreed += ours == theirs ? 1 : 0;
    if (ours == theirs) continue;
    bool alone = false;
    if (const auto* secure = std::get_if<dnssec::Secure>(&asked.validation.result)) {
      forwarder.answer_from(proven_part(asked, target.question(one), *secure, target.source(one)));
      alone = judged_by_unbound(forwarder, target.trust(), target.question(one)) != "secure";
      forwarder.answer_from({});
      ++(alone ? looser : extras);
    }
    if (i < target.questions() || alone)
      std::printf("%s chain %llu, %s %s: here %s, libunbound %s\n", i < target.questions() ? "honest" : "tampered", i,
                  target.question(one).name.to_text().c_str(), dns::type_text(target.question(one).type).c_str(),
                  outcome.c_str(), theirs.c_str());
  }
  for (const auto& [pair, times] : pairs) std::printf("%8u %s\n", times, pair.c_str());
  std::printf(
      "%llu chains with libunbound %s: %u agree; %u more once records that prove nothing and rcodes that are not "
      "what is proven are left out; %u are secure here alone\n",
      count + target.questions(), ub_version(), agreed, extras, looser);
  return looser == 0 ? 0 : 1;
}
