// Runs scenarios (.rpl) against the validator and compares what it concludes with what they expect of a resolver.
//   dnssec_scenarios FOLDER EXPLAINED
// EXPLAINED lists the differences that have a reason, one a line: "file step: expected, found: why". Any other
// difference, and any line there that is none, fails the run.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "dnssec/scenario.h"

using namespace mailglass;
using namespace mailglass::test;

namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What a resolver's client sees: RFC 4035 section 3.2.3, and SERVFAIL for what is bogus (5.5).
std::string seen(const dnssec::Validation& validation) {
  if (std::holds_alternative<dnssec::Secure>(validation.result)) return "secure";
  if (std::holds_alternative<dnssec::Insecure>(validation.result)) return "insecure";
  return "bogus";
}

/// What the scenario wants to be seen; "any" where it does not say.
std::string wanted(const Entry& query, const Entry& check) {
  if (query.reply.contains("CD")) return "any";
  const bool all = check.match.contains("all");
  if (check.reply.contains("SERVFAIL")) return "bogus";
  if (check.reply.contains("AD") && (all || check.match.contains("flags"))) return "secure";
  // Without DO and AD nobody is told (RFC 6840 section 5.7).
  const bool told = query.reply.contains("DO") || query.reply.contains("AD");
  return told && (all || check.match.contains("flags")) ? "insecure" : "not bogus";
}

bool agree(const std::string& want, const std::string& found) {
  return want == found || (want == "not bogus" && found != "bogus");
}

struct Count {
  int steps = 0, unasked = 0, agreed = 0, explained = 0, files = 0, files_agreed = 0;
  bool failed = false;
};

void run(const std::filesystem::path& path, std::map<std::string, bool>& explained, Count& count) {
  Scenario scenario = read_scenario(content_of(path));
  scenario.trust.settings.accepted.rsasha1 = true;
  bool all = true;
  const Step* query = nullptr;
  Iterator iterator(scenario);
  for (const Step& step : scenario.steps) {
    if (step.what == "QUERY") query = &step;
    if (step.what != "CHECK_ANSWER" || !query) continue;
    iterator.now(query->number);
    const dnssec::Question question{query->entry.message.name, query->entry.message.type};
    const Asked asked =
        ask([&](const dnssec::Question& one) { return iterator.answer(one); }, question, scenario.trust);
    const std::string want = wanted(query->entry, step.entry), found = seen(asked.validation);
    if (want == "any") {
      ++count.unasked;
      continue;
    }
    ++count.steps;
    const std::string line = path.filename().string() + " " + std::to_string(step.number) + ": " + want + ", " +
                             outcome_of(asked.validation);
    if (agree(want, found)) {
      ++count.agreed;
      continue;
    }
    all = false;
    const auto reason = std::find_if(explained.begin(), explained.end(),
                                     [&](const auto& one) { return one.first.starts_with(line + ":"); });
    if (reason != explained.end()) {
      reason->second = true;
      ++count.explained;
    } else {
      count.failed = true;
    }
    const auto* bogus = std::get_if<dnssec::Bogus>(&asked.validation.result);
    const dnssec::Question& where = bogus ? bogus->where : question;
    std::printf("%s %s (%s %s, at %s %s)\n",
                reason != explained.end() ? "differs, explained:" : "DIFFERS:", line.c_str(),
                question.name.to_text().c_str(), dns::type_text(question.type).c_str(), where.name.to_text().c_str(),
                dns::type_text(where.type).c_str());
  }
  ++count.files;
  count.files_agreed += all ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: dnssec_scenarios FOLDER EXPLAINED\n", stderr);
    return 2;
  }
  std::map<std::string, bool> explained;
  std::ifstream list(argv[2]);
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line.front() != '#') explained[line] = false;
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.path().extension() == ".rpl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  Count count;
  for (const auto& path : paths) {
    try {
      run(path, explained, count);
    } catch (const std::exception& error) {
      std::printf("%s: cannot be run: %s\n", path.filename().c_str(), error.what());
      count.failed = true;
    }
  }
  for (const auto& [line, used] : explained) {
    if (used) continue;
    std::printf("explained, and no difference: %s\n", line.c_str());
    count.failed = true;
  }
  std::printf(
      "%d scenarios, %d agree in every step; %d steps, %d agree, %d differ with a reason, %d without; "
      "%d more ask for no judgement (CD)\n",
      count.files, count.files_agreed, count.steps, count.agreed, count.explained,
      count.steps - count.agreed - count.explained, count.unasked);
  return count.failed || count.files == 0 ? 1 : 0;
}
