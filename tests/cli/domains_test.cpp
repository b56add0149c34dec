// Which domains to check: everything that the page takes, several, and lists. What is wrong is one sentence.
#include "cli/domains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "main/command_line.h"

namespace mailglass::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Domains read(const std::vector<std::string>& typed, const std::string& input = "", const std::string& file = "",
             std::string_view commands = "") {
  std::istringstream standard_input(input);
  return domains_of(typed, file, standard_input, commands, english());
}

std::vector<std::string> names(const Domains& domains) {
  std::vector<std::string> all;
  if (const auto* found = std::get_if<std::vector<input::Domain>>(&domains))
    for (const input::Domain& domain : *found) all.push_back(domain.name);
  return all;
}

/// Of a file or of what was typed.
NoDomains wrong(const Domains& domains) {
  const auto* none = std::get_if<NoDomains>(&domains);
  return none ? *none : NoDomains{0, "nothing"};
}

TEST(Domains, TakeAllThatThePageTakes) {
  std::ifstream table(INPUT_DATA "/typed.json");
  const json rows = json::parse(table);
  std::size_t taken = 0;
  for (const json& row : rows) {
    const std::string typed = row["typed"];
    if (typed.find("%{") != std::string::npos || typed.empty()) continue;
    const Domains domains = read({typed});
    if (row.contains("domain")) {
      EXPECT_THAT(names(domains), ElementsAre(row["domain"].get<std::string>())) << typed;
      ++taken;
    } else {
      EXPECT_EQ(wrong(domains).code, relay::kExitUsage) << typed;
      EXPECT_THAT(wrong(domains).text, testing::Not(HasSubstr("\x1b"))) << typed;
    }
  }
  EXPECT_GT(taken, 40U);
}

struct Mistake {
  const char *typed, *commands, *said;
};
TEST(Domains, SayWhatIsWrongAndWhatWouldDo) {
  const Mistake table[] = {
      {"example,org", "", "example,org is no domain; did you mean example.org?"},
      {"bücher,example", "", "did you mean bücher.example?"},
      {"a.example, b.example", "", "give each by itself, or the one that is meant: a.example and b.example"},
      {"192.0.2.1", "", "192.0.2.1: That is an IP address."},
      {"localhost", "", "has no dot in it, as in localhost.org"},
      {"localhost", "check, replay",
       "neither a command (check, replay) nor a domain: a domain has a dot in it, as in localhost.org"},
      {"bob@localhost", "check, replay", "bob@localhost: Please type the whole domain: “localhost” has no dot"},
      {"münchen", "", "“münchen” has no dot in it, as in münchen.org"},
      {"😀$", "", "as in example.org"},
      {"someone@", "", "There is nothing after the @"},
      {"", "check, replay", "Please type a domain"},
  };
  for (const Mistake& row : table) {
    const NoDomains none = wrong(read({row.typed}, "", "", row.commands));
    EXPECT_EQ(none.code, relay::kExitUsage) << row.typed;
    EXPECT_THAT(none.text, HasSubstr(row.said)) << row.typed;
  }
}

TEST(Domains, AreEachCheckedOnceInTheOrderGiven) {
  EXPECT_THAT(names(read({"b.example", "someone@a.example", "https://www.b.example/"})),
              ElementsAre("b.example", "a.example"));
}

TEST(Domains, ComeFromAListWithOneInEachLine) {
  const std::string list =
      "\xef\xbb\xbf# ours\r\n"
      "a.example\r\n"
      "\n"
      "  someone@b.example   # the other house\n"
      "\t# nothing\n"
      "https://c.example/#top\n"
      "d.example";
  EXPECT_THAT(names(read({"-"}, list)), ElementsAre("a.example", "b.example", "c.example", "d.example"));
  EXPECT_THAT(names(read({"z.example", "-", "a.example"}, list)),
              ElementsAre("z.example", "a.example", "b.example", "c.example", "d.example"));
}

TEST(Domains, ComeFromAFileOrFromStandardInput) {
  const std::string file = testing::TempDir() + "mailglass_domains_test.txt";
  std::ofstream(file) << "a.example\nb.example\n";
  EXPECT_THAT(names(read({}, "", file)), ElementsAre("a.example", "b.example"));
  EXPECT_THAT(names(read({"c.example"}, "", file)), ElementsAre("c.example", "a.example", "b.example"));
  EXPECT_THAT(names(read({}, "c.example", "-")), ElementsAre("c.example"));
}

TEST(Domains, OfAListAreAllReadOrNone) {
  const NoDomains line = wrong(read({"-"}, "a.example\n\nlocalhost\nb.example\n"));
  EXPECT_EQ(line.code, relay::kExitNoInput);
  EXPECT_THAT(line.text, AllOf(StartsWith("standard input, line 3: "), HasSubstr("“localhost” has no dot")));
  const NoDomains several = wrong(read({"-"}, "a.example b.example\n"));
  EXPECT_THAT(several.text, HasSubstr("line 1: a.example b.example: that is more than one domain"));
  for (const char* empty : {"", "\n\n", "# nothing\n"}) {
    const NoDomains none = wrong(read({"-"}, empty));
    EXPECT_EQ(none.code, relay::kExitNoInput);
    EXPECT_EQ(none.text, "standard input names no domain");
  }
  for (const char* file : {"/nowhere/at/all", "/"}) {
    const NoDomains none = wrong(read({}, "", file));
    EXPECT_EQ(none.code, relay::kExitNoInput);
    EXPECT_THAT(none.text, StartsWith("cannot read /"));
  }
}

}  // namespace
}  // namespace mailglass::cli
