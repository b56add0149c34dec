// The validator beside libunbound's: dnssec_oracle COUNT [SEED]. Honest and tampered chains are answered to both, to
// libunbound by a forwarder on the loopback that knows no DNSSEC. Secure here and not there fails the run; other
// differences are counted.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unbound.h>
#include <unistd.h>

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
  unsigned agreed = 0, looser = 0;
  for (unsigned long long i = 0; i < count + target.questions(); ++i) {
    Choices choices(seed * 1'000'000'007ULL + i);
    const Target::Case one = i < target.questions() ? target.honest_case(i) : target.some_case(choices);
    forwarder.answer_from(target.source(one));
    const std::string theirs = judged_by_unbound(forwarder, target.trust(), target.question(one));
    forwarder.answer_from({});
    const std::string outcome = target.run(one).outcome;
    const std::string ours = outcome.substr(0, outcome.find(' '));
    ++pairs["here " + outcome + ", libunbound " + theirs];
    agreed += ours == theirs ? 1 : 0;
    if (ours == theirs) continue;
    looser += ours == "secure" ? 1 : 0;
    const bool honest = i < target.questions();
    if (honest || ours == "secure" || argc > 3)
      std::printf("%s chain %llu, %s %s: here %s, libunbound %s\n", honest ? "honest" : "tampered", i,
                  target.question(one).name.to_text().c_str(), dns::type_text(target.question(one).type).c_str(),
                  outcome.c_str(), theirs.c_str());
  }
  for (const auto& [pair, times] : pairs) std::printf("%8u %s\n", times, pair.c_str());
  std::printf("%llu chains with libunbound %s: %u agree, %u are secure here and not there\n",
              count + target.questions(), ub_version(), agreed, looser);
  return looser == 0 ? 0 : 1;
}
