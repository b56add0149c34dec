// `mailglass example.org` checks, and options may stand before the command.
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <string>

namespace mailglass::cli {
namespace {

struct Line {
  std::vector<const char*> given;
  const char* ordered;
  bool named;
};
TEST(Arguments, BeginWithACommand) {
  const Line table[] = {
      {{"example.org"}, "check example.org", false},
      {{"check", "example.org"}, "check example.org", true},
      {{"replay", "file"}, "replay file", true},
      {{"a.example", "b.example"}, "check a.example b.example", false},
      {{"-q", "example.org"}, "check -q example.org", false},
      {{"-q", "check", "example.org"}, "check -q example.org", true},
      {{"--json", "replay", "file"}, "replay --json file", true},
      {{"--depth", "full", "check", "example.org"}, "check --depth full example.org", true},
      {{"--depth=full", "check", "example.org"}, "check --depth=full example.org", true},
      {{"--depth", "full", "example.org"}, "check --depth full example.org", false},
      {{"--evidence", "check", "example.org"}, "check --evidence check example.org", false},
      {{"example.org", "check"}, "check example.org check", false},
      {{"-", "-4"}, "check - -4", false},
      {{"--", "example.org"}, "check -- example.org", false},
      {{"--depth"}, "check --depth", false},
      {{}, "check", false},
      {{"-h"}, "-h", true},
      {{"--help"}, "--help", true},
      {{"-V"}, "-V", true},
      {{"--version"}, "--version", true},
      {{"check", "--help"}, "check --help", true},
  };
  for (const Line& row : table) {
    std::vector<const char*> given{"mailglass"};
    given.insert(given.end(), row.given.begin(), row.given.end());
    const Arguments arguments(static_cast<int>(given.size()), given.data());
    std::string ordered;
    for (int i = 1; i < arguments.count(); ++i) ordered.append(i > 1 ? " " : "").append(arguments.values()[i]);
    EXPECT_EQ(ordered, row.ordered);
    EXPECT_EQ(arguments.named_command(), row.named) << row.ordered;
    EXPECT_STREQ(arguments.values()[0], "mailglass");
  }
}

}  // namespace
}  // namespace mailglass::cli
