// Whole evidence files: what the author of a file may write, the analyzer reads to its end, and nothing becomes
// verified by it that was not. Saved files are changed by a seed, since bytes changed at random would seldom get past
// the JSON.
//   evidence_fuzz SECONDS FOLDER [SEED]     FOLDER: the files of tests/evidence/corpus, unpacked, and room for findings
// With 0 seconds the one seed alone is run. The seed at work stands in FOLDER/seed, should the program break.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "check/check.h"
#include "report/report.h"

using namespace mailglass;

namespace {

using check::Evidence;
using Claims = std::set<std::string>;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const x509::TrustStore& roots() {
  static const x509::TrustStore store = [] { return std::move(*x509::TrustStore::from_pem(file_text(ROOTS))); }();
  return store;
}

/// What is called verified. Which of two connections showed a certificate first is chance, and an address is not what
/// is proven of it. That a certificate asks for an OCSP answer stays true where a file was cut before one was asked
/// for.
Claims verified(const Evidence& evidence) {
  const check::Check check = check::replay(evidence);
  const auto report = nlohmann::json::parse(report::write_report(check, &roots()));
  Claims claims;
  for (const auto& fact : report["facts"]) {
    std::string code = fact["code"];
    if (code == "x509.must_staple") claims.insert(code + "|" + fact["subject"].value("host", std::string()) + "|null");
    if (fact["assurance"] != "verified") continue;
    if (code == "x509.other_leaf") code = "x509.leaf";
    claims.insert(code + "|" + fact["subject"].value("host", std::string()) + "|" + fact["value"].dump());
  }
  return claims;
}

struct Saved {
  Evidence evidence;
  Claims verified;
};
std::vector<Saved> read_saved(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Saved> out;
  for (const auto& file : files) {
    auto read = check::read_evidence(file_text(file));
    if (!read) continue;
    Claims claims = verified(*read);
    out.push_back({std::move(*read), std::move(claims)});
  }
  return out;
}

struct Change {
  std::uint8_t kind, detail;
  std::uint16_t a, b, c;
};

constexpr std::array<std::uint64_t, 12> kExtremes{0,
                                                  1,
                                                  0x7fffffff,
                                                  0x80000000,
                                                  0xffffffff,
                                                  0x100000000,
                                                  (1ULL << 53) - 1,
                                                  1ULL << 53,
                                                  (1ULL << 63) - 1,
                                                  1ULL << 63,
                                                  std::numeric_limits<std::uint64_t>::max() - 61'000'000,
                                                  std::numeric_limits<std::uint64_t>::max()};
std::uint64_t extreme(std::uint16_t number) {
  return kExtremes[number % kExtremes.size()];
}

Bytes* bytes_of(check::Event& event) {
  auto* binary = std::get_if<check::BinaryEvent>(&event);
  return binary && !binary->bytes.empty() ? &binary->bytes : nullptr;
}

/// Another number in place of one that a message has.
void change_number(std::string& text, std::uint16_t which, std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789";
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
    const std::size_t end = std::min(text.find_first_not_of(kDigits, at + 1), text.size());
    if (end > at + 1) runs.emplace_back(at + 1, end - at - 1);
  }
  if (runs.empty()) return;
  const auto [at, size] = runs[which % runs.size()];
  text.replace(at, size, std::to_string(number));
}

void write_big_endian(Bytes& bytes, std::size_t at, std::size_t size, std::uint64_t number) {
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i)
    bytes[at + i] = static_cast<std::uint8_t>(number >> (8 * (size - 1 - i)));
}

/// The frame's header: stream, offset, microseconds (docs/protocol.md).
void change_header(Bytes& frame, const Change& change) {
  switch (change.detail % 4) {
    case 0: write_big_endian(frame, 4, 4, change.b); break;
    case 1: write_big_endian(frame, 4, 4, extreme(change.b)); break;
    case 2: write_big_endian(frame, 8, 8, extreme(change.b)); break;
    default: write_big_endian(frame, 16, 8, extreme(change.b)); break;
  }
}

/// Returns whether the date is another: certificates are judged anew then.
bool change_setup(Evidence& evidence, const Change& change) {
  constexpr std::int64_t kDay = 86'400'000;
  switch (change.detail % 4) {
    case 0: evidence.setup.started_unix_ms += (static_cast<std::int64_t>(change.a) - 0x8000) * kDay / 16; return true;
    case 1: evidence.setup.depth = static_cast<check::Depth>(change.a % 4); break;
    case 2: evidence.setup.plan = change.a % 5; break;
    default: evidence.setup.seed[change.a % 32] = static_cast<std::uint8_t>(change.b); break;
  }
  return false;
}

bool apply(Evidence& evidence, const Change& change, const std::vector<Saved>& saved) {
  auto& events = evidence.events;
  constexpr std::size_t kMostEvents = 4000;
  if (change.kind % 12 == 9) return change_setup(evidence, change);
  if (events.empty()) return false;
  const std::size_t at = change.a % events.size(), other = change.b % events.size();
  check::Event& event = events[at];
  switch (change.kind % 12) {
    case 0: events.erase(events.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1: std::swap(events[at], events[other]); break;
    case 2:
      if (events.size() < kMostEvents)
        events.insert(events.begin() + static_cast<std::ptrdiff_t>(other), check::Event(event));
      break;
    case 3: events.resize(at, check::TickEvent{0}); break;
    case 4: std::visit([&](auto& e) { e.us = extreme(change.b); }, event); break;
    case 5:
      if (auto* text = std::get_if<check::TextEvent>(&event)) change_number(text->text, change.b, extreme(change.c));
      break;
    case 6:
      if (auto* text = std::get_if<check::TextEvent>(&event); text && !text->text.empty())
        text->text[change.b % text->text.size()] = static_cast<char>(change.c);
      if (Bytes* const bytes = bytes_of(event)) {
        std::uint8_t& byte = (*bytes)[change.b % bytes->size()];
        byte = static_cast<std::uint8_t>(byte ^ change.c);
      }
      break;
    case 7:
      if (Bytes* const bytes = bytes_of(event)) change_header(*bytes, change);
      break;
    case 8:
      if (Bytes* const bytes = bytes_of(event)) bytes->resize(change.b % (bytes->size() + 1));
      break;
    case 10: {
      const auto& from = saved[change.b % saved.size()].evidence.events;
      if (!from.empty()) event = from[change.c % from.size()];
      break;
    }
    default:
      if (events.size() < kMostEvents)
        events.insert(events.begin() + static_cast<std::ptrdiff_t>(at), check::TickEvent{extreme(change.b)});
      break;
  }
  return false;
}

/// What a seed makes of a saved file.
struct Changed {
  std::size_t original;
  bool dated = false;
  std::string text;
};
Changed changed_by(std::uint64_t seed, const std::vector<Saved>& saved) {
  std::mt19937_64 engine(seed);
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(engine() % end); };
  Changed out{below(saved.size()), false, {}};
  Evidence evidence = saved[out.original].evidence;
  const auto any = [&] { return static_cast<std::uint16_t>(engine()); };
  for (std::size_t left = 1 + below(8); left > 0; --left) {
    const Change change{static_cast<std::uint8_t>(engine()), static_cast<std::uint8_t>(engine()), any(), any(), any()};
    out.dated = apply(evidence, change, saved) || out.dated;
  }
  out.text = check::write_evidence(evidence);
  // Now and then the file's own text.
  if (below(8) == 0) {
    for (std::size_t left = 1 + below(4); left > 0; --left)
      out.text[below(out.text.size())] = static_cast<char>(below(256));
  }
  return out;
}

struct Counts {
  std::size_t files = 0, read = 0, claims = 0, wrong = 0;
};

void run_seed(std::uint64_t seed, const std::vector<Saved>& saved, const std::filesystem::path& folder,
              Counts& counts) {
  const Changed changed = changed_by(seed, saved);
  const Saved& original = saved[changed.original];
  ++counts.files;
  const auto read = check::read_evidence(changed.text);
  if (!read) {
    if (read.error().rule.empty()) ++counts.wrong;
    return;
  }
  ++counts.read;
  const Claims found = verified(*read);
  counts.claims += found.size();
  if (found.empty()) return;
  // A date is its author's word: what a certificate is worth at it is no other than for the true file.
  Claims expected = original.verified;
  if (read->setup.started_unix_ms != original.evidence.setup.started_unix_ms) {
    Evidence at_its_date = original.evidence;
    at_its_date.setup.started_unix_ms = read->setup.started_unix_ms;
    expected = verified(at_its_date);
  }
  for (const std::string& claim : found) {
    if (expected.contains(claim)) continue;
    if (++counts.wrong > 20) return;
    std::cout << "newly verified, seed " << seed << ": " << claim << "\n";
    std::ofstream(folder / ("finding-" + std::to_string(seed))) << changed.text;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: evidence_fuzz SECONDS FOLDER [SEED]\n";
    return 2;
  }
  const auto number = [](std::string_view text) {
    std::uint64_t value = 1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  using Clock = std::chrono::steady_clock;
  const auto time = std::chrono::seconds(number(argv[1]));
  const std::filesystem::path folder(argv[2]);
  const std::vector<Saved> saved = read_saved(folder);
  if (saved.empty()) {
    std::cerr << "no saved evidence in " << folder << "\n";
    return 2;
  }
  Counts counts;
  std::chrono::milliseconds longest{0};
  const auto begun = Clock::now();
  std::uint64_t seed = argc > 3 ? number(argv[3]) : 1;
  do {
    std::ofstream(folder / "seed") << seed;
    const auto started = Clock::now();
    run_seed(seed++, saved, folder, counts);
    longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started));
  } while (Clock::now() - begun < time);
  std::cout << counts.files << " changed files: " << counts.read << " read, the others refused in words; "
            << counts.claims << " facts still verified, " << counts.wrong << " wrongly; the longest took "
            << longest.count() << " ms\n";
  // Of changes that leave nothing to read nothing is learnt.
  const bool told = time.count() == 0 || (counts.read > 0 && counts.claims > 0);
  constexpr std::chrono::seconds kTooLong{30};
  return counts.wrong == 0 && told && longest < kTooLong ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
