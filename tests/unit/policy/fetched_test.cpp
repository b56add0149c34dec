// A policy as it comes over a connection: the response, its media type, and what readers make of it.
#include <gtest/gtest.h>

#include "http/response.h"
#include "policy/mta_sts_policy.h"

namespace mailglass::policy {
namespace {

const std::string kPolicy =
    "version: STSv1\r\nmode: enforce\r\nnote: \xc3\xb6\r\nmx: mail.example.com\r\nmax_age: 604800\r\n";

std::string chunked(const std::string& content_type, const std::string& body) {
  const auto chunk = [](std::string_view part) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    return std::string{kDigits[part.size() / 16], kDigits[part.size() % 16]} + "\r\n" + std::string(part) + "\r\n";
  };
  return "HTTP/1.1 200 OK\r\nContent-Type: " + content_type + "\r\nTransfer-Encoding: chunked\r\n\r\n" +
         chunk(std::string_view(body).substr(0, 20)) + chunk(std::string_view(body).substr(20)) + "0\r\n\r\n";
}

PolicyFile fetched(const std::string& stream) {
  const http::Reading reading = http::read_response(view_of(stream), http::StreamEnd::Open, kMaxPolicy);
  const auto* response = std::get_if<http::Response>(&reading);
  if (!response) {
    ADD_FAILURE() << "no response";
    return {};
  }
  const auto type = http::media_type(*response);
  const std::string charset = type ? type->charset() : std::string();
  return read_policy({response->status, type ? std::string_view(type->essence) : std::string_view(),
                      type && type->parameters_well_formed, charset, response->body});
}

struct FetchedRow {
  const char *name, *content_type;
  bool standard, tlspol, resolver;
};
class FetchedPolicies : public testing::TestWithParam<FetchedRow> {};
TEST_P(FetchedPolicies, AreTakenByTheirMediaType) {
  const PolicyFile file = fetched(chunked(GetParam().content_type, kPolicy));
  EXPECT_EQ(file.readings[Reader::Rfc8461].policy.has_value(), GetParam().standard);
  EXPECT_EQ(file.readings[Reader::PostfixTlspol].policy.has_value(), GetParam().tlspol);
  EXPECT_EQ(file.readings[Reader::PostfixMtaStsResolver].policy.has_value(), GetParam().resolver);
}
INSTANTIATE_TEST_SUITE_P(
    // RFC 8461 3.2: senders SHOULD validate that it is text/plain.
    Section32, FetchedPolicies,
    testing::Values(FetchedRow{"Utf8", "text/plain; charset=UTF-8", true, true, true},
                    FetchedRow{"NoCharset", "Text/Plain", true, true, false},
                    FetchedRow{"BrokenParameter", "text/plain; charset", true, false, false},
                    FetchedRow{"AnotherCharset", "text/plain; charset=utf-16", true, true, false},
                    FetchedRow{"Html", "text/html; charset=utf-8", false, false, false},
                    FetchedRow{"None", "", false, false, false}),
    [](const auto& one) { return one.param.name; });

TEST(FetchedBodies, HaveTheirPlaceInTheStream) {
  const std::string stream = chunked("text/plain; charset=utf-8", kPolicy);
  const http::Reading reading = http::read_response(view_of(stream), http::StreamEnd::Open, kMaxPolicy);
  const auto& response = std::get<http::Response>(reading);
  const PolicyFile file = fetched(stream);
  const auto& policy = file.readings[Reader::Rfc8461].policy;
  ASSERT_TRUE(policy);
  ASSERT_EQ(response.pieces.size(), 2U);
  const std::size_t in_second = policy->mx.at(0).range.offset - response.pieces[0].length;
  EXPECT_EQ(stream.substr(response.pieces[1].offset + in_second, policy->mx[0].range.length), "mail.example.com");
}

}  // namespace
}  // namespace mailglass::policy
