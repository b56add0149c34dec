// The resolver's process: ended, stopped, fed with rubbish, and held.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <set>

#include "resolver/name_server.h"

namespace mailglass::relay::resolver {
namespace {

using dns::Rcode;
using dns::Type;
using wire::DnsStatus;
using namespace std::chrono_literals;

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> all;
  const std::string number = std::to_string(process);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  for (pid_t child = 0; file >> child;) all.push_back(child);
  return all;
}

/// The broker below this process, and the worker below that.
struct Processes {
  pid_t broker = 0;
  pid_t worker = 0;
};
Processes processes() {
  for (const pid_t broker : children_of(::getpid())) {
    const auto below = children_of(broker);
    if (!below.empty()) return {broker, below.front()};
  }
  return {};
}

/// Nothing but perhaps its number is left: who waits for orphans on this machine takes its time.
bool is_gone(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string number, name, state;
  return !(file >> number >> name >> state) || state == "Z";
}
bool goes(pid_t process) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!is_gone(process) && std::chrono::steady_clock::now() < end) ::usleep(1000);
  return is_gone(process);
}

NameServer::Answer healthy() {
  return records_for("example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")});
}

bool is_right(const std::optional<Resolved>& answer) {
  if (!answer || answer->status != DnsStatus::Indeterminate) return false;
  const auto message = dns::parse_message(answer->message);
  if (!message || message->answers.size() != 1) return false;
  const auto* mx = std::get_if<dns::Mx>(&message->answers[0].rdata);
  return mx && mx->exchange.to_text() == "mx.example.test";
}

/// Silent for names below "silent.test".
NameServer::Answer silent_or(NameServer::Answer otherwise) {
  return [otherwise = std::move(otherwise)](const dns::Question& question) -> std::optional<Bytes> {
    if (question.name.to_text().find("silent") != std::string::npos) return std::nullopt;
    return otherwise(question);
  };
}

TEST(ResolverProcess, TellsItsVersionAndWhatHoldsIt) {
  Fixture fixture(healthy());
  const std::string description = fixture.resolver->description();
  EXPECT_TRUE(description.starts_with("libunbound 1.")) << description;
  EXPECT_NE(description.find("in a process of its own (seccomp"), std::string::npos) << description;
}

TEST(ResolverProcess, IsStartedAgainWhenItEnds) {
  for (const bool whole : {false, true}) {
    Fixture fixture(silent_or(healthy()));
    ASSERT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
    const Processes before = processes();
    ASSERT_NE(before.worker, 0);
    std::optional<Resolved> running;
    fixture.resolver->look_up(test::name("silent.test"), Type::MX,
                              [&](Resolved answer) { running = std::move(answer); });
    ASSERT_EQ(::kill(whole ? before.broker : before.worker, SIGKILL), 0);
    ASSERT_TRUE(fixture.run_until([&] { return running.has_value(); }));
    EXPECT_EQ(running->status, DnsStatus::Failed);
    EXPECT_NE(running->why.find("the relay's own resolver ended"), std::string::npos) << running->why;
    EXPECT_NE(running->why.find("nothing about the domain"), std::string::npos) << running->why;
    EXPECT_TRUE(running->message.empty());
    EXPECT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
    EXPECT_NE(processes().worker, before.worker);
    EXPECT_TRUE(fixture.resolver->state().running);
    EXPECT_EQ(fixture.resolver->state().ended, 1U);
    EXPECT_TRUE(goes(before.worker));
    EXPECT_TRUE(goes(before.broker));
  }
}

TEST(ResolverProcess, IsReplacedWhenItHangs) {
  ResolverConfig config;
  Fixture fixture(silent_or(healthy()), config);
  ASSERT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
  const Processes before = processes();
  ASSERT_EQ(::kill(before.worker, SIGSTOP), 0);
  EXPECT_TRUE(fixture.run_until([&] { return processes().worker != before.worker && processes().worker != 0; }));
  std::optional<Resolved> answer;
  // Its deadline is two seconds: asked while the next one begins, it may need another try.
  for (int tries = 0; tries < 5 && !is_right(answer); ++tries) answer = fixture.look_up("example.test", Type::MX);
  EXPECT_TRUE(is_right(answer));
  EXPECT_TRUE(goes(before.worker));
}

TEST(ResolverProcess, MayEndWhileManyWait) {
  Fixture fixture(silent_or(healthy()));
  ASSERT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
  std::size_t failed = 0, begun = 0;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100; ++i) {
      ++begun;
      fixture.resolver->look_up(
          test::name("silent" + std::to_string(round * 100 + i) + ".test"), Type::A,
          [&](const Resolved& answer) { failed += answer.status == DnsStatus::Failed ? 1U : 0U; });
    }
    const Processes now = processes();
    if (now.worker != 0) ::kill(now.worker, SIGKILL);
    fixture.context.run_for(200ms);
  }
  EXPECT_TRUE(fixture.run_until([&] { return failed == begun; }));
}

TEST(ResolverProcess, HasFewLookupsOfOneSessionAndGoesOnCountingThem) {
  ResolverConfig config;
  config.lookups_per_session = 4;
  std::set<std::string> asked;
  Fixture fixture(
      [&, otherwise = healthy()](const dns::Question& question) -> std::optional<Bytes> {
        const std::string name = question.name.to_text();
        if (name.find("silent") == std::string::npos) return otherwise(question);
        asked.insert(name);
        return std::nullopt;
      },
      config);
  const Asker hostile{std::make_shared<int>(1), std::make_shared<int>(1)};
  std::vector<std::string> why;
  for (int i = 0; i < 40; ++i) {
    fixture.resolver->look_up_for(hostile, test::name("n" + std::to_string(i) + ".silent.test"), Type::A,
                                  [&](const Resolved& answer) { why.push_back(answer.why); });
  }
  EXPECT_EQ(fixture.resolver->state().working, 4U);
  // Somebody else's goes on as ever.
  EXPECT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
  ASSERT_TRUE(fixture.run_until([&] { return why.size() == 40; }));
  // How long the work takes is libunbound's affair; most were not asked at all.
  EXPECT_GT(std::count_if(why.begin(), why.end(),
                          [](const std::string& text) { return text.find("did not ask") != std::string::npos; }),
            10);
  EXPECT_LE(asked.size(), 24U);
  EXPECT_LE(fixture.resolver->state().working, 4U);
  // The work ends by itself.
  EXPECT_TRUE(fixture.run_until([&] { return fixture.resolver->state().working == 0; }, 120s));
}

TEST(ResolverProcess, EndsWithTheResolver) {
  Processes were;
  {
    Fixture fixture(healthy());
    ASSERT_TRUE(is_right(fixture.look_up("example.test", Type::MX)));
    were = processes();
    ASSERT_NE(were.worker, 0);
  }
  EXPECT_TRUE(goes(were.broker));
  EXPECT_TRUE(goes(were.worker));
  EXPECT_TRUE(children_of(::getpid()).empty());
}

TEST(ResolverProcess, HasNoDescriptorOfTheRelays) {
  // One that is not closed when a program is run.
  std::array<int, 2> secret{};
  ASSERT_EQ(::pipe(secret.data()), 0);
  Fixture fixture(healthy());
  for (const pid_t process : {processes().broker, processes().worker}) {
    // A process that may not be looked into shows its descriptors to root only.
    std::array<char, 64> target{}, ours{};
    const auto link = [](const std::string& path, auto& into) {
      return ::readlink(path.c_str(), into.data(), into.size() - 1) > 0;
    };
    ASSERT_TRUE(link("/proc/self/fd/" + std::to_string(secret[0]), ours));
    for (int fd = 0; fd < 256; ++fd) {
      target.fill(0);
      if (!link("/proc/" + std::to_string(process) + "/fd/" + std::to_string(fd), target)) continue;
      EXPECT_STRNE(target.data(), ours.data()) << fd;
    }
  }
  ::close(secret[0]);
  ::close(secret[1]);
}

TEST(ResolverProcess, ThatIsNotThereIsSaid) {
  for (const auto& [program, words] : {std::pair{"/nowhere/mailglass-resolver", "/nowhere/mailglass-resolver: No such"},
                                       {"/bin/true", "/bin/true: it "}}) {
    boost::asio::io_context context;
    ResolverConfig config;
    config.program = program;
    const auto created = Resolver::create(context.get_executor(), config, false);
    const auto* why = std::get_if<std::string>(&created);
    ASSERT_TRUE(why) << program;
    EXPECT_TRUE(why->starts_with(words)) << *why;
  }
}

TEST(ResolverProcess, IsRefusedFilesProgramsAndForeignConnections) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(::popen(RESOLVER_PROGRAM " --self-test", "r"), &::pclose);
  ASSERT_TRUE(out);
  std::string text;
  std::array<char, 256> line{};
  std::size_t refused = 0;
  while (std::fgets(line.data(), line.size(), out.get())) {
    text += line.data();
    if (std::string_view(line.data()).ends_with(": refused\n")) ++refused;
  }
  EXPECT_EQ(refused, 26U) << text;
  EXPECT_EQ(text.find("POSSIBLE"), std::string::npos) << text;
  EXPECT_EQ(text.find("otherwise"), std::string::npos) << text;
  EXPECT_NE(text.find("ask a name server: possible"), std::string::npos) << text;
}

/// An answer with something wrong in it, behind a header and a question that fit.
std::optional<Bytes> spoilt(std::optional<Bytes> reply, std::mt19937& random) {
  if (!reply) return reply;
  Bytes& bytes = *reply;
  const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  switch (random() % 6) {
    case 0:  // bits anywhere behind the id
      for (std::size_t changes = 1 + any(8); changes > 0; --changes)
        bytes[2 + any(bytes.size() - 2)] ^= static_cast<std::uint8_t>(1U << any(8));
      break;
    case 1:  // cut short
      bytes.resize(12 + any(bytes.size() - 12));
      break;
    case 2:  // counts that are not true
      bytes[4 + any(8)] = static_cast<std::uint8_t>(random());
      break;
    case 3:  // rubbish behind it
      for (std::size_t more = any(600); more > 0; --more) bytes.push_back(static_cast<std::uint8_t>(random()));
      bytes[11] = static_cast<std::uint8_t>(random());
      break;
    case 4:  // names that point anywhere, at themselves too
      for (std::size_t at = 12 + any(bytes.size() - 12); at + 1 < bytes.size(); at += 1 + any(16)) {
        bytes[at] = static_cast<std::uint8_t>(0xc0U | (random() & 0x3fU));
        bytes[at + 1] = static_cast<std::uint8_t>(random());
      }
      break;
    default:  // records of types that carry names and lengths, filled with anything
      for (int record = 0; record < 3; ++record) {
        static constexpr std::array<std::uint8_t, 8> kTypes{2, 5, 6, 15, 46, 47, 48, 50};
        const std::size_t length = any(80);
        for (const std::size_t byte :
             {std::size_t{0xc0}, std::size_t{12}, std::size_t{0}, std::size_t{kTypes[any(8)]}, std::size_t{0},
              std::size_t{1}, std::size_t{0}, std::size_t{0}, std::size_t{0}, std::size_t{60}, std::size_t{0}, length})
          bytes.push_back(static_cast<std::uint8_t>(byte));
        for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<std::uint8_t>(random()));
      }
      bytes[7] = static_cast<std::uint8_t>(bytes[7] + 3);
  }
  return reply;
}

TEST(ResolverProcess, LivesOnRubbishAndGivesNoWrongAnswer) {
  std::mt19937 random(1729);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same rubbish every time
  std::size_t served = 0;
  const auto right = healthy();
  ResolverConfig config;
  Fixture fixture(
      [&](const dns::Question& question) -> std::optional<Bytes> {
        auto reply = right(question);
        if (question.name.to_text().find("rubbish") == std::string::npos) return reply;
        ++served;
        return spoilt(test::answer_bytes(question.name.to_text(), static_cast<Type>(question.type),
                                         {test::mx(question.name.to_text(), 10, "mx.example.test")}),
                      random);
      },
      config);
  constexpr std::size_t kLookups = 3000, kAtOnce = 12;
  std::size_t begun = 0, ended = 0, answered = 0;
  std::function<void()> next = [&] {
    if (begun == kLookups) return;
    const dns::Name name = test::name("n" + std::to_string(begun++) + ".rubbish.test");
    fixture.resolver->look_up(name, Type::MX, [&, name](const Resolved& answer) {
      ++ended;
      EXPECT_NE(answer.status, DnsStatus::Secure);
      const auto message = dns::parse_message(answer.message);
      if (message && answer.status != DnsStatus::Failed) {
        ++answered;
        ASSERT_EQ(message->questions.size(), 1U);
        EXPECT_EQ(message->questions[0].name, name);
      }
      next();
    });
  };
  for (std::size_t i = 0; i < kAtOnce; ++i) next();
  EXPECT_TRUE(fixture.run_until([&] { return ended == kLookups; }, 300s)) << ended;
  EXPECT_GT(served, kLookups / 2);
  EXPECT_GT(answered, 0U);
  std::optional<Resolved> answer;
  for (int tries = 0; tries < 10 && !is_right(answer); ++tries) answer = fixture.look_up("example.test", Type::MX);
  EXPECT_TRUE(is_right(answer)) << (answer ? answer->why : "none");
}

}  // namespace
}  // namespace mailglass::relay::resolver
