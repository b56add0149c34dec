// `mailglass-resolver`: libunbound in a process of its own, which a relay or the command line starts. Two processes:
// the broker, which only makes sockets, and below it the worker, with libunbound in it.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unbound.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string_view>

#include "resolver/messages.h"
#include "resolver/program/sandbox.h"
#include "resolver/program/sockets.h"
#include "resolver/program/worker.h"

namespace {

using namespace mailglass::relay::resolver;  // NOLINT(google-build-using-namespace): a program's main file
namespace target = mailglass::relay::target;

constexpr int kExitUsage = 64;
constexpr std::uint32_t kBrokerDescriptors = 64;

constexpr const char* kUsage =
    "mailglass-resolver looks names up for mailglass-relay and mailglass, which start it; there is nothing to run by "
    "hand but\n"
    "  --self-test  tries what its sandbox must refuse\n"
    "  --version    its version, and libunbound's\n";

std::optional<Settings> read_settings(int relay) {
  mailglass::Bytes buffer(256 * 1024);
  const ssize_t count = ::recv(relay, buffer.data(), buffer.size(), 0);
  if (count <= 0) return std::nullopt;
  const auto message = decode_to_resolver({buffer.data(), static_cast<std::size_t>(count)});
  if (!message || !std::holds_alternative<Settings>(*message)) return std::nullopt;
  return std::get<Settings>(*message);
}

std::optional<Reachable> reachable_by(const Settings& settings) {
  Reachable reachable;
  for (const std::string& text : settings.never) {
    const auto prefix = target::Prefix::parse(text);
    if (!prefix) return std::nullopt;
    reachable.never.push_back(*prefix);
  }
  for (const std::string* named : {&settings.upstream, &settings.root}) {
    if (const auto server = parse_server(*named)) reachable.named.push_back(*server);
  }
  reachable.only_named = !settings.upstream.empty();
  return reachable;
}

/// Broken pipes are seen where they are written; the relay's own signals reach its whole group and are its own affair.
void ignore_signals() {
  for (const int one : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) std::signal(one, SIG_IGN);
}

void be_silent() {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int one : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, one);
  if (nowhere > STDERR_FILENO) ::close(nowhere);
}

/// The broker's life; the worker is below it and ends with it, as it with the worker.
int be_broker(int socket, const Reachable& reachable) {
  std::vector<std::uint16_t> ports{kDnsPort};
  for (const Server& server : reachable.named) ports.push_back(server.port);
  limit_descriptors(kBrokerDescriptors);
  leave_root();
  if (!limit_resources()) return 1;
  close_files(ports);
  if (!limit_calls(Role::Broker)) return 1;
  run_broker(socket, reachable);
  return 0;
}

/// Starts the worker's process with its end of the socket.
template <class Worker>
pid_t start(const std::array<int, 2>& pair, const Worker& worker) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::close(pair[0]);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != parent) ::_exit(1);
  worker(pair[1]);
  ::_exit(1);
}

int serve() {
  const auto settings = read_settings(kRelaySocket);
  if (!settings) {
    std::fputs(kUsage, stderr);
    return kExitUsage;
  }
  const auto reachable = reachable_by(*settings);
  std::array<int, 2> pair{};
  if (!reachable || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) return 1;
  ignore_signals();
  be_silent();
  const pid_t child = start(pair, [&](int broker) { run_worker(kRelaySocket, broker, *settings); });
  if (child < 0) return 1;
  ::close(kRelaySocket);
  ::close(pair[1]);
  return be_broker(pair[0], *reachable);
}

int self_test() {
  std::array<int, 2> pair{}, lines{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0 || ::pipe(lines.data()) != 0) return 1;
  // The table is the relay's; here it is enough that there is one.
  Settings settings;
  settings.never = {"127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "::/3"};
  const auto reachable = reachable_by(settings);
  const pid_t child = start(pair, [&](int broker) { ::_exit(try_worker_sandbox(broker, lines[1]) ? 0 : 1); });
  if (child < 0 || !reachable) return 1;
  ::close(pair[1]);
  ::close(lines[1]);
  run_broker(pair[0], *reachable);
  std::array<char, 4096> piece{};
  for (ssize_t count = 0; (count = ::read(lines[0], piece.data(), piece.size())) > 0;)
    std::fwrite(piece.data(), 1, static_cast<std::size_t>(count), stdout);
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what == "--version") {
    std::printf("mailglass-resolver %s, libunbound %s\n", MAILGLASS_VERSION, ub_version());
    return 0;
  }
  if (what == "--self-test") return self_test();
  if (argc == 1) return serve();
  std::fputs(kUsage, stderr);
  return kExitUsage;
}
