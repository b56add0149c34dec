// Several domains: a line for each, in the page's words.
#include "cli/text/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

ordered_json report(const char* word, const char* because, const char* passive = "protected",
                    const char* active = "exposed") {
  return {{"verdict", {{"word", word}, {"because", because}}},
          {"axes", {{"passive", {{"state", passive}}}, {"active", {{"state", active}}}}},
          {"routing", {{"aliases", ordered_json::array()}}}};
}

struct Row {
  ordered_json report;
  const char* words;
  bool limits;
};
TEST(Answer, IsThePagesInAFewWords) {
  ordered_json dangling = report("unknown", "no-domain");
  dangling["routing"]["aliases"].push_back("elsewhere.example");
  const Row table[] = {
      {report("yes", "all-encrypted", "protected", "protected"), "Yes, and it holds", true},
      {report("yes", "all-encrypted"), "Yes, unless someone interferes", true},
      {report("yes", "all-encrypted", "partly", "protected"), "Yes, unless someone interferes", true},
      {report("partly", "some-encrypted"), "Partly", true},
      {report("no", "none-encrypted"), "No", true},
      {report("unknown", "not-established"), "Can’t tell", true},
      {report("unknown", "dns-failed"), "Can’t tell", false},
      {report("unknown", "null-mx"), "It takes no mail", false},
      {report("unknown", "no-mail"), "It takes no mail", false},
      {report("unknown", "no-domain"), "There is no such domain", false},
      {dangling, "It takes no mail", false},
      {report("unknown", "session-failed"), "Not checked", false},
      {report("unknown", "relay-without-dns"), "Not checked", false},
      {report("unknown", "relay-without-port25"), "Not checked", false},
  };
  for (const Row& row : table) {
    EXPECT_EQ(english().say(answer_id(row.report)), row.words) << row.report;
    EXPECT_EQ(has_limits(row.report), row.limits) << row.report;
  }
}

TEST(Answer, OfSeveralDomainsIsALineEach) {
  const std::string text = summary_text({{"a.example", report("yes", "all-encrypted")},
                                         {"münchen.example", report("no", "none-encrypted")},
                                         {"c.example", nullptr}},
                                        {});
  EXPECT_EQ(text,
            "\nSummary\n"
            "  a.example               Yes, unless someone interferes\n"
            "  münchen.example         No\n"
            "  c.example               Not checked\n");
}

}  // namespace
}  // namespace mailglass::cli
