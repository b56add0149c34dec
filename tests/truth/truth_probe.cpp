// Explores one address over plain TCP and prints the facts as JSON: the explorer of the analyzer, driven natively,
// without relay or page.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>

#include "check/carried.h"
#include "facts_json.h"
#include "handshake/client.h"
#include "probe/explorer.h"
#include "smtp/reply.h"

namespace mailglass::truth {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kDeadline = std::chrono::seconds(5);

struct Options {
  std::string address = "127.0.0.1";
  std::string host = "mx.example.test";
  std::uint16_t port = 25;
  probe::Depth depth = probe::Depth::Standard;
  unsigned budget = 0;
};

class Connection {
 public:
  explicit Connection(const Options& options)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)), until_(Clock::now() + kDeadline) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(options.port);
    ::inet_pton(AF_INET, options.address.c_str(), &to.sin_addr);
    sockaddr general{};
    static_assert(sizeof general == sizeof to);
    std::memcpy(&general, &to, sizeof to);
    connected_ = ::connect(socket_, &general, sizeof general) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  /// Waits no longer than this for all that still comes.
  void hurry(std::chrono::milliseconds most) { until_ = std::min(until_, Clock::now() + most); }
  bool write(ByteView bytes) const {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  /// What arrived; empty when the stream has ended, and then `end` says how.
  Bytes read(probe::StreamEnd& end) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Clock::now()).count();
    pollfd waiting{socket_, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) {
      end = probe::StreamEnd::Timeout;
      return {};
    }
    Bytes bytes(16384);
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) {
      end = count == 0 ? probe::StreamEnd::Closed : probe::StreamEnd::Reset;
      return {};
    }
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
  }

 private:
  int socket_;
  Clock::time_point until_;
  bool connected_ = false;
};

/// Greeting, EHLO, STARTTLS; the refusal if it does not come to TLS.
std::optional<probe::NoTls> begin_tls(const Connection& connection) {
  using Kind = probe::NoTls::Kind;
  smtp::ReplyReader reader;
  for (const std::string_view command : {"", "EHLO probe.example.test\r\n", "STARTTLS\r\n"}) {
    if (!command.empty() && !connection.write(view_of(command))) return probe::NoTls{Kind::Dropped, {}, ""};
    std::optional<smtp::Reply> reply;
    while (!reply) {
      probe::StreamEnd end = probe::StreamEnd::Open;
      const Bytes bytes = connection.read(end);
      if (bytes.empty()) return probe::NoTls{end == probe::StreamEnd::Timeout ? Kind::Silent : Kind::Dropped, {}, ""};
      ByteView view = bytes;
      auto fed = reader.feed(view);
      if (!fed) return probe::NoTls{Kind::Dropped, {}, "no SMTP"};
      reply = *fed;
    }
    if (!reply->positive()) return probe::NoTls{Kind::Replied, reply->code, reply->text()};
  }
  return std::nullopt;
}

probe::ProbeResult run(const Options& options, ByteView client_hello, bool ssl2) {
  const Connection connection(options);
  if (!connection.connected()) return {probe::NoTls{probe::NoTls::Kind::ConnectRefused, {}, ""}, std::nullopt};
  if (auto refusal = begin_tls(connection)) return {*refusal, std::nullopt};
  probe::AnswerReader reader(0, ssl2);
  probe::StreamEnd end = connection.write(client_hello) ? probe::StreamEnd::Open : probe::StreamEnd::Reset;
  while (end == probe::StreamEnd::Open && !reader.complete()) reader.feed(connection.read(end));
  return {reader.answer(end), std::nullopt};
}

/// A handshake carried to its end, as the headline's is and those of some questions: QUIT, and what comes until the
/// server closes or has nothing more to say.
probe::ProbeResult carry(const Options& options, handshake::Client& client) {
  constexpr auto kAfterQuit = std::chrono::milliseconds(300);
  Connection connection(options);
  if (!connection.connected()) return {probe::NoTls{probe::NoTls::Kind::ConnectRefused, {}, ""}, std::nullopt};
  if (auto refusal = begin_tls(connection)) return {*refusal, std::nullopt};
  probe::AnswerReader reader(0);
  probe::StreamEnd end = probe::StreamEnd::Open;
  bool quit = false;
  for (Bytes said = client.client_hello(); end == probe::StreamEnd::Open && !client.outcome().failure;) {
    if (!said.empty() && !connection.write(said)) end = probe::StreamEnd::Reset;
    const Bytes heard = connection.read(end);
    reader.feed(heard);
    said = client.receive(heard);
    if (!client.ready_for_quit()) continue;
    const Bytes goodbye = client.quit();
    said.insert(said.end(), goodbye.begin(), goodbye.end());
    connection.hurry(kAfterQuit);
    quit = true;
  }
  return {reader.answer(quit ? probe::StreamEnd::Open : end), std::nullopt};
}

/// Carries out a question; `headline` is the client whose session may be presented.
probe::ProbeResult ask(const Options& options, const probe::PlannedProbe& planned, const handshake::Client& headline,
                       const probe::Seed& seed) {
  const auto* carried = std::get_if<probe::CarriedHello>(&planned.hello);
  const bool session = std::holds_alternative<probe::SessionHello>(planned.hello);
  if (!carried && !session)
    return run(options, planned.client_hello, std::holds_alternative<probe::Ssl2HelloSpec>(planned.hello));
  handshake::Client client =
      carried ? check::carrying_client(*carried, options.host, handshake::Offer::Modern, seed) : *headline.resume(seed);
  probe::ProbeResult result = carry(options, client);
  const handshake::Outcome& seen = client.outcome();
  if (!std::holds_alternative<probe::ServerAnswer>(result.answer)) return result;
  if (seen.failure && seen.failure->alert)
    result.answer = probe::AlertAnswer{{.level = 2, .description = *seen.failure->alert, .range = {}}};
  if (seen.progress != handshake::Progress::ServerFinished) return result;
  if (session) result.answer = probe::SessionAnswer{seen.session_taken_back, {}};
  if (carried) result.answer = check::carried_answer(seen, {});
  return result;
}

std::optional<Options> parse_options(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i], value = words[i + 1];
    unsigned number = 0;
    const bool numeric = std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc();
    if (name == "--address")
      options.address = value;
    else if (name == "--host")
      options.host = value;
    else if (name == "--port" && numeric)
      options.port = static_cast<std::uint16_t>(number);
    else if (name == "--budget" && numeric)
      options.budget = number;
    else if (name == "--depth" && value == "quick")
      options.depth = probe::Depth::Quick;
    else if (name == "--depth" && value == "standard")
      options.depth = probe::Depth::Standard;
    else if (name == "--depth" && value == "full")
      options.depth = probe::Depth::Full;
    else
      return std::nullopt;
  }
  if (options.budget == 0) options.budget = probe::default_budget(options.depth);
  return options;
}

int explore(const Options& options) {
  const probe::Seed seed{42};
  const auto began = Clock::now();
  const auto now = [&] {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count());
  };
  std::optional<probe::Observation> headline;
  handshake::Client client({options.host, seed, handshake::Offer::Modern});
  const probe::ProbeResult first = carry(options, client);
  const auto offered = probe::read_offer(client.client_hello());
  const auto* answer = std::get_if<probe::ServerAnswer>(&first.answer);
  const bool none = client.session_left() == handshake::SessionLeft::None;
  if (answer && offered) headline = probe::Observation{probe::kHeadline, *offered, *answer, none};
  probe::Target target{options.host, seed, options.depth, options.budget, 1};
  const auto back = client.resume(seed);
  if (back) target.session.hello = back->client_hello();
  target.carried = [&](const probe::CarriedHello& asked) {
    return check::carrying_client(asked, options.host, handshake::Offer::Modern, seed).client_hello();
  };
  probe::Explorer explorer(std::move(target), std::move(headline), now());
  while (!explorer.finished()) {
    if (const auto planned = explorer.next(now())) {
      explorer.answered(planned->id, ask(options, *planned, client, seed), now());
    } else if (const auto at = explorer.next_at(); at && *at > now()) {
      std::this_thread::sleep_for(std::chrono::microseconds(*at - now()));
    } else if (!at) {
      break;
    }
  }
  nlohmann::json out = facts_json(explorer);
  out["elapsed_us"] = now();
  std::cout << out.dump() << "\n";
  return 0;
}

}  // namespace
}  // namespace mailglass::truth

int main(int count, char** words) try {
  const auto options = mailglass::truth::parse_options(count, words);
  if (!options) {
    std::cerr << "truth_probe --address A --port P --host NAME --depth quick|standard|full --budget N\n";
    return 2;
  }
  return mailglass::truth::explore(*options);
} catch (const std::exception& error) {
  std::fputs(error.what(), stderr);
  return 70;
}
