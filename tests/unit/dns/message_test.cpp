#include "dns/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "captured.h"
#include "dns/presentation.h"

namespace mailglass::dns {
namespace {

Message message(const std::string& which) {
  auto parsed = parse_message(captured("dns/" + which));
  EXPECT_TRUE(parsed) << which << ": " << (parsed ? "" : parsed.error().rule);
  return parsed ? std::move(*parsed) : Message{};
}

std::vector<std::string> texts(const std::vector<Record>& records) {
  std::vector<std::string> out;
  out.reserve(records.size());
  for (const Record& record : records) out.push_back(record_text(record));
  return out;
}

struct Case {
  std::string which;
  std::vector<std::string> answers;
};

TEST(Message, ReadsTheAnswersOfARealServer) {
  for (const Case& c : {
           Case{"mx", {"example.test MX 10 mx1.example.test", "example.test MX 20 mx2.mail.example.test"}},
           Case{"a", {"mx1.example.test A 192.0.2.1"}},
           Case{"aaaa", {"mx1.example.test AAAA 2001:db8::25"}},
           Case{"cname-chain",
                {"alias.example.test CNAME alias2.example.test", "alias2.example.test CNAME mx1.example.test",
                 "mx1.example.test AAAA 2001:db8::25"}},
           Case{"txt", {"example.test TXT \"v=spf1 mx -all\" \"second \\\"string\\\"\""}},
           Case{"soa", {"example.test SOA ns.example.test hostmaster.example.test 2026112401 7200 3600 1209600 300"}},
           Case{"tlsa",
                {"_25._tcp.mx1.example.test TLSA 3 1 1 "
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},
           Case{"null-mx", {"nomail.example.test MX 0 ."}},
           Case{"unknown-type", {"odd.example.test TYPE65280 \\# 4 0a000001"}},
           Case{"nxdomain", {}},
           Case{"nodata", {}},
       }) {
    const Message m = message(c.which);
    EXPECT_EQ(m.id, 0x1234) << c.which;
    EXPECT_EQ(m.questions.size(), 1U) << c.which;
    std::vector<std::string> got = texts(m.answers);
    std::sort(got.begin(), got.end());
    std::vector<std::string> wanted = c.answers;
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(got, wanted) << c.which;
  }
}

TEST(Message, TellsResponseCodes) {
  EXPECT_EQ(rcode_text(message("nxdomain").rcode), "NXDOMAIN");
  EXPECT_EQ(rcode_text(message("refused").rcode), "REFUSED");
  EXPECT_EQ(rcode_text(message("nodata").rcode), "NOERROR");
  EXPECT_EQ(rcode_text(23), "RCODE23");
}

TEST(Message, KeepsTheQuestionAsItWasSpelt) {
  EXPECT_THAT(message("mx").questions.front().name.labels(), testing::ElementsAre("Example", "TEST"));
}

TEST(Message, KeepsSignaturesAndEdns) {
  const Message m = message("mx-signed");
  ASSERT_EQ(m.answers.size(), 3U);
  const auto* signature = std::get_if<Rrsig>(&m.answers[2].rdata);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->covered, 15);
  EXPECT_EQ(signature->algorithm, 13);
  EXPECT_EQ(signature->labels, 2);
  EXPECT_EQ(signature->original_ttl, 3600U);
  EXPECT_EQ(signature->inception, 1793491200U);   // 2026-11-01
  EXPECT_EQ(signature->expiration, 2109110400U);  // 2036-11-01
  EXPECT_EQ(signature->signer.to_text(), "example.test");
  EXPECT_EQ(signature->signature.size(), 64U);
  const auto opt =
      std::find_if(m.additionals.begin(), m.additionals.end(), [](const Record& r) { return r.type == 41; });
  ASSERT_NE(opt, m.additionals.end());
  EXPECT_EQ(std::get<Opt>(opt->rdata).udp_size, 1232);
  EXPECT_TRUE(std::get<Opt>(opt->rdata).dnssec_ok);
  EXPECT_TRUE(std::any_of(m.additionals.begin(), m.additionals.end(), [](const Record& r) { return r.type == 46; }));
}

TEST(Message, EachRecordKnowsItsBytesAndTheyTileTheMessage) {
  for (const std::string which : {"mx", "mx-signed", "cname-chain", "nxdomain-signed", "dnskey"}) {
    const Bytes bytes = captured("dns/" + which);
    const auto m = parse_message(bytes);
    ASSERT_TRUE(m);
    std::size_t next = 0;
    for (const auto* section : {&m->answers, &m->authorities, &m->additionals}) {
      for (const Record& record : *section) {
        if (next != 0) {
          EXPECT_EQ(record.range.offset, next);
        }
        next = record.range.offset + record.range.length;
      }
    }
    EXPECT_EQ(next, bytes.size());
  }
}

TEST(Message, EveryTruncationOfARealAnswerIsAnError) {
  for (const std::string which : {"mx", "mx-signed", "soa", "tlsa", "txt", "nxdomain-signed"}) {
    const Bytes bytes = captured("dns/" + which);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto parsed = parse_message(ByteView(bytes).first(size));
      ASSERT_FALSE(parsed) << which << " " << size;
      EXPECT_LE(parsed.error().offset, size);
    }
  }
}

TEST(Message, CombinesTheExtendedResponseCode) {
  // RFC 6891 section 6.1.3: BADVERS (16) is 0 in the header and 1 in OPT.
  const auto m = parse_message(hex("0000 8000 0000 0000 0000 0001  00 0029 04d0 01 00 8000 0000"));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->rcode, 16);
}

TEST(Message, ReadsTheAuthenticDataBit) {
  EXPECT_TRUE(parse_message(hex("0000 81a0 0000 0000 0000 0000"))->authentic_data);
  EXPECT_FALSE(parse_message(hex("0000 8180 0000 0000 0000 0000"))->authentic_data);
}

struct Broken {
  std::string_view bytes, rule;
};
TEST(Message, NamesTheRuleABrokenMessageBreaks) {
  for (const Broken& c : {
           Broken{"0000 8000 0000 0000 0000", "RFC 1035 4.1.1: header ends too early"},
           Broken{"0000 8000 0000 ffff 0000 0000", "more records than this parser's bound"},
           Broken{"0000 8000 0000 0000 0000 0000 00", "RFC 1035 4.1: bytes behind the last record"},
           Broken{"0000 8000 0001 0000 0000 0000 00 0001", "RFC 1035 4.1.2: question ends too early"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0001 0001 0000", "RFC 1035 4.1.3: record header ends too early"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0001 0001 00000000 0004 c00002",
                  "RFC 1035 4.1.3: record data runs past the end"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0001 0001 00000000 0003 c00002",
                  "RFC 1035 4.1.3: record data ends too early"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0001 0001 00000000 0005 c000020100",
                  "RFC 1035 4.1.3: record data is longer than its type"},
           Broken{"0000 8000 0000 0001 0000 0000 00 000f 0001 00000000 0004 000a 00 00",
                  "RFC 1035 4.1.3: record data is longer than its type"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0010 0001 00000000 0000", "RFC 1035 3.3.14: TXT without a string"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0010 0001 00000000 0002 0561",
                  "RFC 1035 4.1.3: record data ends too early"},
           Broken{"0000 8000 0000 0001 0000 0000 00 0005 0001 00000000 0002 c017",
                  "RFC 1035 4.1.4: compression pointer does not go backwards"},
       }) {
    const auto parsed = parse_message(hex(c.bytes));
    ASSERT_FALSE(parsed) << c.bytes;
    EXPECT_EQ(parsed.error().rule, c.rule) << c.bytes;
  }
  EXPECT_FALSE(parse_message(Bytes(65536, 0)));
}

Name name(std::string_view text) {
  return *Name::from_text(text);
}

TEST(Resolve, FollowsAliases) {
  const Message m = message("cname-chain");
  const Resolution r = resolve(m, name("ALIAS.example.test"), Type::AAAA);
  ASSERT_EQ(r.cnames.size(), 2U);
  EXPECT_EQ(record_text(*r.cnames[0]), "alias.example.test CNAME alias2.example.test");
  EXPECT_EQ(r.final_name.to_text(), "mx1.example.test");
  ASSERT_EQ(r.records.size(), 1U);
  EXPECT_FALSE(r.chain_too_long);
  EXPECT_EQ(resolve(m, name("alias.example.test"), Type::CNAME).records.size(), 1U);
  EXPECT_TRUE(resolve(m, name("alias.example.test"), Type::A).records.empty());
  EXPECT_TRUE(resolve(m, name("other.test"), Type::AAAA).records.empty());
}

TEST(Resolve, IgnoresRecordsOfOtherOwners) {
  const Message m = message("mx-signed");
  const Resolution r = resolve(m, name("example.test"), Type::MX);
  EXPECT_EQ(r.records.size(), 2U);
  EXPECT_TRUE(resolve(m, name("mx1.example.test"), Type::A).records.empty()) << "additional records answer nothing";
}

TEST(Resolve, EndsAtALoop) {
  // b CNAME a, a CNAME b.
  const auto m =
      parse_message(hex("0000 8000 0000 0002 0000 0000  0162 00 0005 0001 00000000 0003 0161 00  0161 00 0005 0001 "
                        "00000000 0003 0162 00"));
  ASSERT_TRUE(m);
  const Resolution r = resolve(*m, name("a"), Type::A);
  EXPECT_TRUE(r.chain_too_long);
  EXPECT_EQ(r.cnames.size(), 16U);
  EXPECT_TRUE(r.records.empty());
}

TEST(Types, HaveNames) {
  EXPECT_EQ(type_text(52), "TLSA");
  EXPECT_EQ(type_text(65280), "TYPE65280");
  EXPECT_EQ(type_from_string("AAAA"), Type::AAAA);
  EXPECT_EQ(type_from_string("OPT"), std::nullopt) << "nobody asks for OPT";
  EXPECT_EQ(type_from_string("ANY"), std::nullopt);
  EXPECT_EQ(type_from_string("mx"), std::nullopt);
  for (std::uint16_t type = 0; type < 300; ++type) {
    if (const auto found = type_from_string(type_text(type))) {
      EXPECT_EQ(static_cast<std::uint16_t>(*found), type);
    }
  }
}

}  // namespace
}  // namespace mailglass::dns
