// A relay that mutates, swaps, cuts and redirects by a seed, against servers whose truth is known: nothing that a
// report calls verified or authenticated may be false of the servers that really answered.
//   random_lies CHECKS [SEED]
// Exits 1 if something false was called so, and prints what, by which lies.

#include <algorithm>
#include <charconv>
#include <exception>
#include <iostream>
#include <random>

#include "flight.h"
#include "servers.h"
#include "tls/registry.h"
#include "tls/suite_kinds.h"

namespace mailglass::liars {
namespace {

using tls::HandshakeType;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(engine_() % end); }
  bool once_in(std::size_t count) { return below(count) == 0; }
  template <class List>
  const auto& any(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// What will be done to one connection.
struct Plan {
  std::size_t server = 0;
  bool swallowed = false;
  std::optional<Bytes> replayed;
  std::function<Bytes(const Bytes& hello)> forwarded{};  ///< instead of the page's ClientHello
  std::function<Bytes(Bytes said)> as_written{};
  std::vector<std::function<void(Flight&)>> edits;  ///< on the server's first flight
  std::optional<std::size_t> flipped;               ///< in which turn a byte is changed
  std::optional<std::size_t> cut;                   ///< the connection ends behind this turn's answer
  std::optional<std::size_t> cut_at;                ///< and the answer is cut at this byte
  Bytes alert;                                      ///< said instead of an answer
  bool without_starttls = false;
};

/// Where lies find what they need.
struct World {
  Servers& servers;
  Chance& chance;
};

void replace_chain(Plan& plan, std::vector<Bytes> chain) {
  plan.edits.emplace_back([chain = std::move(chain)](Flight& flight) {
    if (Message* const sent = flight.find(HandshakeType::Certificate)) sent->body = certificate_body(chain);
  });
}

void another_certificate(World& world, Plan& plan) {
  replace_chain(plan, world.chance.any(world.servers.public_chains()));
}

void shuffled_chain(World& world, Plan& plan) {
  const std::size_t how = world.chance.below(5), which = world.chance.below(world.servers.public_chains().size());
  const std::vector<Bytes>& other = world.servers.public_chains()[which];
  plan.edits.emplace_back([how, &other, root = world.servers.root()](Flight& flight) {
    Message* const sent = flight.find(HandshakeType::Certificate);
    if (!sent) return;
    std::vector<Bytes> chain = chain_in(sent->body);
    if (chain.empty()) return;
    switch (how) {
      case 0: chain.push_back(root); break;
      case 1: chain.insert(chain.begin() + 1, other.front()); break;
      case 2: chain.push_back(chain.back()); break;
      case 3: chain.resize(1); break;
      default:
        std::reverse(chain.begin() + 1, chain.end());
        chain.push_back(other.front());
        break;
    }
    sent->body = certificate_body(chain);
  });
}

void staple(World& world, Plan& plan) {
  const Bytes ocsp = world.chance.any(world.servers.public_ocsp());
  plan.edits.emplace_back([ocsp](Flight& flight) {
    Message* const choice = flight.find(HandshakeType::ServerHello);
    const auto sent = std::find_if(flight.messages.begin(), flight.messages.end(),
                                   [](const Message& m) { return m.type == HandshakeType::Certificate; });
    if (!choice || sent == flight.messages.end()) return;
    constexpr std::uint16_t kStatusRequest = 5;
    choice->body = with_extension(choice->body, kStatusRequest);
    flight.messages.insert(std::next(sent), {HandshakeType::CertificateStatus, status_body(ocsp)});
  });
}

/// A hello that offers less. A server answers to it with the page's own random.
Bytes narrowed(const Bytes& hello, std::size_t how, std::size_t number) {
  constexpr std::uint16_t kSupportedVersions = 43, kEms = 23;
  const auto is_kind = [how](std::uint16_t id) {
    const tls::CipherSuite* suite = tls::find_cipher_suite(id);
    if (!suite) return false;
    switch (how) {
      case 0: return suite->key_exchange == tls::KeyExchange::Dhe;
      case 1: return tls::is_static_rsa(*suite);
      case 2: return suite->key_exchange == tls::KeyExchange::Ecdhe && tls::is_cbc(*suite);
      default: return true;
    }
  };
  const auto sha1 = [](std::uint16_t scheme) { return scheme == 0x0201 || scheme == 0x0203; };
  Keep keep;
  if (how < 3) keep.suite = is_kind;
  if (how == 3) keep.scheme = sha1;
  if (how == 4) keep.group = [number](std::uint16_t group) { return group == (number % 2 == 0 ? 24 : 23); };
  // Up to TLS 1.2 alone.
  if (how < 4 || number % 3 == 0) keep.extension = [](std::uint16_t type) { return type != kSupportedVersions; };
  if (how == 5) keep.extension = [](std::uint16_t type) { return type != kEms && type != 65281; };
  if (how == 6) keep.suite = [number](std::uint16_t id) { return id % 7 == number % 7; };
  return rewrite_hello(hello, keep);
}

void another_hello(World& world, Plan& plan) {
  const std::size_t how = world.chance.below(7), number = world.chance.below(1000);
  plan.forwarded = [how, number](const Bytes& hello) { return narrowed(hello, how, number); };
}

void claims_another_hello(World& world, Plan& plan) {
  const std::size_t how = world.chance.below(7), number = world.chance.below(1000);
  plan.as_written = [how, number](const Bytes& said) {
    const Bytes other = narrowed(said, how, number);
    return other.empty() ? said : other;
  };
}

void another_choice(World& world, Plan& plan) {
  const std::array<std::uint16_t, 6> suites{0xc02f, 0xc030, 0x009c, 0x009e, 0xc013, 0x002f};
  const std::uint16_t suite = world.chance.any(suites);
  plan.edits.emplace_back([suite](Flight& flight) {
    if (Message* const choice = flight.find(HandshakeType::ServerHello)) choice->body = with_suite(choice->body, suite);
  });
}

void asks_for_a_certificate(World& /*world*/, Plan& plan) {
  plan.edits.emplace_back([](Flight& flight) {
    if (flight.messages.size() > 1)
      flight.messages.insert(std::prev(flight.messages.end()), {HandshakeType::CertificateRequest, request_body()});
  });
}

void messages_in_disorder(World& world, Plan& plan) {
  const std::size_t how = world.chance.below(3), at = world.chance.below(8), other = world.chance.below(8);
  plan.edits.emplace_back([how, at, other](Flight& flight) {
    auto& all = flight.messages;
    if (all.empty()) return;
    const auto place = all.begin() + static_cast<std::ptrdiff_t>(at % all.size());
    if (how == 0) all.erase(place);
    if (how == 1) all.insert(place, Message(all[other % all.size()]));
    if (how == 2) std::iter_swap(place, all.begin() + static_cast<std::ptrdiff_t>(other % all.size()));
  });
}

void byte_changed(World& world, Plan& plan) {
  plan.flipped = world.chance.below(3);
}
void cut_behind(World& world, Plan& plan) {
  plan.cut = world.chance.below(3);
}
void cut_within(World& world, Plan& plan) {
  plan.cut = world.chance.below(2);
  plan.cut_at = world.chance.below(4000);
}
void redirected(World& world, Plan& plan) {
  plan.server = world.chance.below(world.servers.all().size());
}
void replayed(World& world, Plan& plan) {
  plan.replayed = world.chance.any(world.servers.recorded());
}
void large_hello_swallowed(World& /*world*/, Plan& plan) {
  plan.swallowed = true;
}
void alert_invented(World& world, Plan& plan) {
  const std::array<std::uint8_t, 4> descriptions{40, 70, 86, 80};
  plan.alert = {21, 3, 3, 0, 2, 2, world.chance.any(descriptions)};
}
void starttls_stripped(World& /*world*/, Plan& plan) {
  plan.without_starttls = true;
}

struct Lie {
  const char* name;
  void (*tell)(World& world, Plan& plan);
};
constexpr std::array kLies{
    Lie{"another certificate", another_certificate},
    Lie{"chain shuffled", shuffled_chain},
    Lie{"OCSP answer inserted", staple},
    Lie{"another hello forwarded", another_hello},
    Lie{"another hello claimed", claims_another_hello},
    Lie{"suite changed", another_choice},
    Lie{"certificate request inserted", asks_for_a_certificate},
    Lie{"messages in disorder", messages_in_disorder},
    Lie{"byte changed", byte_changed},
    Lie{"cut", cut_behind},
    Lie{"cut within", cut_within},
    Lie{"redirected", redirected},
    Lie{"replayed", replayed},
    Lie{"large hello swallowed", large_hello_swallowed},
    Lie{"alert invented", alert_invented},
    Lie{"STARTTLS stripped", starttls_stripped},
};

Heard tampered(const Plan& plan, std::size_t turn, Heard heard, Chance& chance) {
  if (turn == 0 && !plan.edits.empty()) {
    Flight flight = take_apart(heard.bytes);
    for (const auto& edit : plan.edits) edit(flight);
    heard.bytes = put_together(flight);
  }
  if (plan.flipped == turn && !heard.bytes.empty()) {
    std::uint8_t& byte = heard.bytes[chance.below(heard.bytes.size())];
    byte = static_cast<std::uint8_t>(byte ^ (1U << chance.below(8)));
  }
  if (plan.cut == turn) {
    if (plan.cut_at) heard.bytes.resize(std::min(heard.bytes.size(), *plan.cut_at));
    heard.end = wire::End::PeerClosed;
  }
  return heard;
}

/// One check through a relay with lies by this seed.
class Checked {
 public:
  Checked(Servers& servers, std::uint64_t seed) : servers_(servers), chance_(seed), seed_(seed) {}

  nlohmann::json run() {
    constexpr std::size_t kVictims = 11;  // the last one is the attacker's
    const bool to_attacker = chance_.once_in(20);
    for (std::size_t i = 0; i <= chance_.below(4) / 3; ++i)
      victims_.push_back(to_attacker ? servers_.all().size() - 1 : chance_.below(kVictims));
    const check::Depth depth = chance_.once_in(4) ? check::Depth::Quick : check::Depth::Headline;
    check::Setup setup = test::setup("example.test", depth);
    for (std::size_t i = 0; i < 8; ++i) setup.seed[8 + i] = static_cast<std::uint8_t>(seed_ >> (8 * i));
    check::Check check(setup);
    LyingRelay relay(zone_of(to_attacker ? kAttacker : kHost, victims_.size()),
                     [&](const wire::Probe& request) { return connect(request); });
    relay.run(check);
    return nlohmann::json::parse(report::write_report(check, &test::world().roots));
  }
  /// Those that really answered.
  [[nodiscard]] const std::set<std::size_t>& contacted() const { return contacted_; }
  [[nodiscard]] const std::set<std::string>& lies() const { return lies_; }

 private:
  Plan plan_for(const wire::Probe& request) {
    Plan plan;
    plan.server = victims_[request.address == "192.0.2.1" ? 0 : victims_.size() - 1];
    World world{servers_, chance_};
    for (std::size_t count = chance_.below(4); count > 0; --count) {
      const Lie& lie = chance_.any(kLies);
      lie.tell(world, plan);
      lies_.insert(lie.name);
    }
    // A liar that cannot go on cuts: that is when the page has to live with what it has.
    if (!plan.cut && (!plan.edits.empty() || plan.forwarded) && !chance_.once_in(3)) plan.cut = 0;
    return plan;
  }

  Line connect(const wire::Probe& request) {
    const Plan plan = plan_for(request);
    const std::shared_ptr<test::MemoryServer> server = servers_.all()[plan.server].connect();
    contacted_.insert(plan.server);
    Line line = honest_line(server);
    if (plan.without_starttls) line.ehlo = "250 mx\r\n";
    line.as_written = plan.as_written;
    constexpr std::size_t kLarge = 700;
    if (plan.swallowed && request.client_hello.size() > kLarge) {
      line.tls = nullptr;
      return line;
    }
    line.tls = [this, plan, honest = line.tls, turn = std::size_t{0}](ByteView said) mutable {
      const std::size_t now = turn++;
      if (now == 0 && !plan.alert.empty()) return Heard{plan.alert, wire::End::PeerClosed};
      if (now == 0 && plan.replayed) return Heard{*plan.replayed};
      Bytes forwarded(said.begin(), said.end());
      if (now == 0 && plan.forwarded) {
        if (Bytes other = plan.forwarded(forwarded); !other.empty()) forwarded = std::move(other);
      }
      Heard heard = honest(forwarded);
      return tampered(plan, now, std::move(heard), chance_);
    };
    return line;
  }

  Servers& servers_;
  Chance chance_;
  std::uint64_t seed_;
  std::vector<std::size_t> victims_;
  std::set<std::size_t> contacted_;
  std::set<std::string> lies_;
};

struct Counts {
  std::size_t checks = 0, claims = 0, false_claims = 0;
};

void look_at(const Checked& checked, const nlohmann::json& report, std::uint64_t seed, Servers& servers,
             Counts& counts) {
  Claims truth;
  for (const std::size_t server : checked.contacted()) {
    const Claims& of = servers.truth(server);
    truth.insert(of.begin(), of.end());
  }
  ++counts.checks;
  for (const std::string& claim : claims_of(report, Which::Proven)) {
    ++counts.claims;
    if (truth.contains(claim)) continue;
    constexpr std::size_t kShown = 40;
    if (++counts.false_claims > kShown) continue;
    std::cout << "FALSE, seed " << seed << ": " << claim << "\n  by:";
    for (const std::string& lie : checked.lies()) std::cout << " " << lie << ";";
    std::cout << "\n  answered:";
    for (const std::size_t server : checked.contacted()) std::cout << " " << servers.all()[server].name << ";";
    std::cout << "\n";
  }
}

}  // namespace
}  // namespace mailglass::liars

int main(int argc, char** argv) try {
  using namespace mailglass;  // NOLINT(google-build-using-namespace)
  const auto number = [&](int index, std::uint64_t otherwise) {
    if (argc <= index) return otherwise;
    const std::string_view text(argv[index]);
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
  };
  const std::uint64_t checks = number(1, 300), first = number(2, 1);
  liars::Servers servers;
  liars::Counts counts;
  for (std::uint64_t seed = first; seed < first + checks; ++seed) {
    liars::Checked checked(servers, seed);
    const nlohmann::json report = checked.run();
    liars::look_at(checked, report, seed, servers, counts);
  }
  std::cout << counts.checks << " checks through a relay that lies: " << counts.claims
            << " claims of verified or authenticated, " << counts.false_claims << " of them false\n";
  // Without claims nothing was tried.
  return counts.false_claims == 0 && counts.claims > 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
