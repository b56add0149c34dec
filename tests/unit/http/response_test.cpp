// Responses as they come over a connection, whole, in parts, and broken.
#include "http/response.h"

#include <gtest/gtest.h>

#include <map>

#include "cases.h"

namespace mailglass::http {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBody = 100;
const std::map<std::string, StreamEnd> kEnds{
    {"open", StreamEnd::Open}, {"closed", StreamEnd::Closed}, {"truncated", StreamEnd::Truncated}};

struct Describe {
  std::string operator()(const Unfinished&) const { return "unfinished"; }
  std::string operator()(const ResponseFlaw& flaw) const {
    return std::to_string(flaw.offset) + " " + std::string(rule_text(flaw.rule).code);
  }
  std::string operator()(const Response& response) const {
    const std::map<Framing, std::string> framings{{Framing::NoBody, "none"},
                                                  {Framing::Length, "length"},
                                                  {Framing::Chunked, "chunked"},
                                                  {Framing::UntilClose, "close"}};
    std::string out =
        std::to_string(response.status) + " " + framings.at(response.framing) + " " + text_of(response.body);
    for (const FieldLine& field : response.trailers) out += " " + field.name + "=" + field.value;
    return out;
  }
};

/// The body's pieces are the body.
void expect_pieces(const Response& response, const std::string& stream, const std::string& name) {
  std::string body;
  for (const ByteRange& piece : response.pieces) body += stream.substr(piece.offset, piece.length);
  EXPECT_EQ(body, text_of(response.body)) << name;
}

TEST(Responses, AreReadOrRefusedWithPlaceAndRule) {
  for (const json& row : cases("responses")) {
    const std::string name = row["name"], stream = repeated(row["stream"]);
    const Reading reading = read_response(view_of(stream), kEnds.at(row.value("end", "open")), kMaxBody);
    EXPECT_EQ(std::visit(Describe{}, reading), repeated(row["is"])) << name;
    if (const auto* response = std::get_if<Response>(&reading)) expect_pieces(*response, stream, name);
  }
}

TEST(Responses, AreTheSameWhetherTheyComeAtOnceOrByteByByte) {
  for (const json& row : cases("responses")) {
    const std::string stream = repeated(row["stream"]);
    if (stream.size() > 2000) continue;
    const std::string whole = std::visit(Describe{}, read_response(view_of(stream), StreamEnd::Open, kMaxBody));
    std::string first = "unfinished";
    for (std::size_t size = 0; size <= stream.size() && first == "unfinished"; ++size)
      first = std::visit(Describe{}, read_response(view_of(stream).first(size), StreamEnd::Open, kMaxBody));
    EXPECT_EQ(first, whole) << row["name"];
  }
}

TEST(Responses, KeepTheirFieldsAndWhereTheyStand) {
  const std::string stream =
      "HTTP/1.1 404 Not \xe4 Found\r\nServer:  a b \r\nX: 1\r\n  2\r\nx: 3\r\nContent-Length: 0\r\n\r\n";
  const Reading reading = read_response(view_of(stream), StreamEnd::Open, kMaxBody);
  const auto* response = std::get_if<Response>(&reading);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->reason, "Not \xe4 Found");
  EXPECT_EQ(response->size, stream.size());
  ASSERT_EQ(response->fields.size(), 4U);
  ASSERT_TRUE(response->field("x"));
  EXPECT_EQ(response->field("x")->value, "1 2");
  EXPECT_EQ(stream.substr(response->field("x")->range.offset, response->field("x")->range.length), "X: 1\r\n  2\r\n");
  EXPECT_EQ(response->field("server")->value, "a b");
  EXPECT_EQ(response->field("X"), nullptr);
}

TEST(Responses, NameEveryRuleWithItsSource) {
  for (auto rule = Rule::StatusLine; rule <= Rule::EndsEarly; rule = static_cast<Rule>(static_cast<int>(rule) + 1)) {
    EXPECT_FALSE(rule_text(rule).code.empty());
    EXPECT_TRUE(rule_text(rule).source.starts_with("RFC "));
  }
}

TEST(MediaTypes, AreReadWithTheirParameters) {
  for (const json& row : cases("media_types")) {
    Response response;
    for (const std::string value : row["fields"]) response.fields.push_back({"content-type", value, {}});
    const auto type = media_type(response);
    std::string got = "none";
    if (type) {
      got = type->essence;
      for (const auto& [name, value] : type->parameters) got.append(" ").append(name).append("=").append(value);
      if (!type->parameters_well_formed) got += " (malformed)";
      EXPECT_EQ(type->charset(), row.value("charset", "")) << row["name"];
    }
    EXPECT_EQ(got, row["is"]) << row["name"];
  }
}

}  // namespace
}  // namespace mailglass::http
