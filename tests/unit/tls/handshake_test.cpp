#include "tls/handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "captured.h"

namespace mailglass::tls {
namespace {

using testing::ElementsAre;

/// The handshake messages that a captured stream carries in clear: up to the first ChangeCipherSpec, but past that of a
/// HelloRetryRequest.
std::vector<HandshakeMessage> clear_messages(ByteView bytes) {
  RecordReader records;
  HandshakeReader handshake;
  std::vector<HandshakeMessage> out;
  while (!bytes.empty()) {
    auto record = records.feed(bytes);
    EXPECT_TRUE(record);
    if (!record || !*record) break;
    if ((*record)->type == ContentType::ChangeCipherSpec && out.size() > 1) break;
    if ((*record)->type != ContentType::Handshake) continue;
    auto messages = handshake.feed(**record);
    EXPECT_TRUE(messages);
    for (HandshakeMessage& message : *messages) out.push_back(std::move(message));
  }
  EXPECT_FALSE(handshake.mid_message());
  return out;
}

std::vector<std::string_view> names(const std::vector<HandshakeMessage>& messages) {
  std::vector<std::string_view> out;
  out.reserve(messages.size());
  for (const HandshakeMessage& message : messages) out.push_back(to_string(message.type));
  return out;
}

ClientHello client_hello(const std::string& which) {
  const auto messages = clear_messages(captured("tls/" + which + ".client"));
  auto hello = parse_client_hello(messages.at(0).body);
  EXPECT_TRUE(hello) << which;
  return hello ? *hello : ClientHello{};
}

ServerHello server_hello(const std::string& which, std::size_t index = 0) {
  const auto messages = clear_messages(captured("tls/" + which + ".server"));
  auto hello = parse_server_hello(messages.at(index).body);
  EXPECT_TRUE(hello) << which;
  return hello ? *hello : ServerHello{};
}

TEST(HandshakeReader, FindsTheMessagesOfARealFlight) {
  EXPECT_THAT(names(clear_messages(captured("tls/tls12-clientcert.server"))),
              ElementsAre("ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
                          "NewSessionTicket"));
  EXPECT_THAT(names(clear_messages(captured("tls/tls13-retry.server"))), ElementsAre("ServerHello", "ServerHello"));
  EXPECT_THAT(names(clear_messages(captured("tls/tls13-retry.client"))), ElementsAre("ClientHello", "ClientHello"));
}

Record record(std::size_t offset, std::string_view fragment) {
  Bytes bytes = hex(fragment);
  const std::size_t size = bytes.size();
  return {ContentType::Handshake, 0x0303, std::move(bytes), {offset, size + kRecordHeader}};
}

TEST(HandshakeReader, JoinsMessagesOverRecordsAndKeepsTheirPlaces) {
  HandshakeReader reader;
  // ServerHelloDone, then the first half of a Finished of four bytes; the rest and a HelloRequest in a second record.
  const auto first = reader.feed(record(100, "0e000000 14000004 aabb"));
  ASSERT_TRUE(first);
  EXPECT_THAT(names(*first), ElementsAre("ServerHelloDone"));
  EXPECT_EQ((*first)[0].range, (ByteRange{105, 4}));
  EXPECT_TRUE(reader.mid_message());
  const auto second = reader.feed(record(115, "ccdd 00000000"));
  ASSERT_TRUE(second);
  EXPECT_THAT(names(*second), ElementsAre("Finished", "HelloRequest"));
  EXPECT_EQ((*second)[0].body, hex("aabbccdd"));
  EXPECT_EQ((*second)[0].range, (ByteRange{109, 13})) << "from 109, over the second record's header, to 122";
  EXPECT_EQ((*second)[1].range, (ByteRange{122, 4}));
  EXPECT_FALSE(reader.mid_message());
}

TEST(HandshakeReader, ASplitMessageBeginsBehindItsRecordHeader) {
  HandshakeReader reader;
  ASSERT_TRUE(reader.feed(record(0, "14")));
  const auto messages = reader.feed(record(6, "000001 ff"));
  ASSERT_TRUE(messages && messages->size() == 1);
  EXPECT_EQ((*messages)[0].range, (ByteRange{5, 10}));
}

TEST(HandshakeReader, BoundsAMessage) {
  HandshakeReader reader;
  EXPECT_FALSE(reader.feed(record(0, "0b ffffff")));
}

TEST(ClientHello, OfOpensslIsRead) {
  const ClientHello hello = client_hello("tls13-rsa");
  EXPECT_EQ(hello.legacy_version, 0x0303);
  EXPECT_EQ(hello.session_id.size(), 32U);
  EXPECT_EQ(hello.server_name, "mx.example.test") << "lower-cased";
  EXPECT_THAT(hello.supported_versions, ElementsAre(0x0304, 0x0303, 0x0302, 0x0301));
  EXPECT_THAT(hello.supported_groups, testing::Contains(29));
  EXPECT_THAT(hello.key_share_groups, ElementsAre(29));
  EXPECT_THAT(hello.signature_algorithms, testing::Contains(0x0804));
  EXPECT_THAT(hello.alpn, ElementsAre("smtp"));
  EXPECT_EQ(hello.cipher_suites.front(), 0x1302);
  EXPECT_EQ(hello.compression_methods, Bytes{0});
}

TEST(ClientHello, WithPostQuantumKeyShareIsRead) {
  const ClientHello hello = client_hello("tls13-mlkem");
  EXPECT_THAT(hello.key_share_groups, ElementsAre(4588, 29));
  EXPECT_EQ(hello.supported_groups.front(), 4588);
}

TEST(ClientHello, WithoutNewExtensionsIsRead) {
  const ClientHello hello = client_hello("tls10");
  EXPECT_EQ(hello.legacy_version, 0x0301);
  EXPECT_TRUE(hello.supported_versions.empty());
  EXPECT_TRUE(hello.alpn.empty());
}

TEST(ClientHello, EveryTruncationIsAnError) {
  const auto messages = clear_messages(captured("tls/tls13-rsa.client"));
  const ByteView body = messages.at(0).body;
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < body.size(); ++size) {
    if (parse_client_hello(body.first(size))) ++accepted;
  }
  // One cut gives a well-formed hello: just before the extensions, which may be absent.
  EXPECT_EQ(accepted, 1U);
}

/// A ClientHello with these extensions, given in hexadecimal.
Parsed<ClientHello> with_extensions(std::string_view extensions) {
  ByteWriter writer;
  writer.u16(0x0303).append(Bytes(32, 7)).u8(0).u16(2).u16(0x1301).u8(1).u8(0);
  writer.prefixed(2, [&](ByteWriter& inner) { inner.append(hex(extensions)); });
  return parse_client_hello(writer.bytes());
}

TEST(ClientHello, RefusesMalformedExtensions) {
  for (const std::string_view extensions : {
           "0017 0000 0017 0000",                   // twice
           "0017 0001",                             // runs past the end
           "0000 0000",                             // server_name without a list
           "0000 0005 0003 00 0000",                // an empty host name
           "0000 0006 0004 01 0001 61",             // a name type that does not exist
           "0000 000a 0008 00 0001 61 00 0001 62",  // two names
           "0000 0007 0004 00 0001 61 00",          // bytes behind the list
           "000a 0003 0001 00",                     // half a group
           "000a 0002 0000",                        // no group
           "000d 0004 0002 0804 00",                // wrong inner length
           "0010 0003 0001 00",                     // an empty protocol
           "0010 0002 0000",                        // no protocol
           "002b 0001 00",                          // no version
           "0033 0006 0004 001d 0001",              // a key share without its byte
       }) {
    EXPECT_FALSE(with_extensions(extensions)) << extensions;
  }
  EXPECT_TRUE(with_extensions("0017 0000 6a6a 0002 ffff")) << "unknown extensions are kept, not judged";
  EXPECT_TRUE(with_extensions("0033 0002 0000"))
      << "RFC 8446 section 4.2.8: an empty list asks for a HelloRetryRequest";
}

TEST(ServerHello, OfEveryVersionIsRead) {
  const ServerHello tls13 = server_hello("tls13-rsa");
  EXPECT_EQ(tls13.version, 0x0304);
  EXPECT_EQ(tls13.legacy_version, 0x0303);
  EXPECT_EQ(tls13.cipher_suite, 0x1302);
  EXPECT_EQ(tls13.group, 29);
  EXPECT_FALSE(tls13.hello_retry_request);
  const ServerHello tls12 = server_hello("tls12-rsa");
  EXPECT_EQ(tls12.version, 0x0303);
  EXPECT_EQ(tls12.cipher_suite, 0xc030);
  EXPECT_EQ(tls12.group, std::nullopt);
  EXPECT_EQ(server_hello("tls10").version, 0x0301);
  EXPECT_EQ(server_hello("tls13-mlkem").group, 4588);
}

TEST(ServerHello, TellsAHelloRetryRequest) {
  const ServerHello retry = server_hello("tls13-retry", 0);
  EXPECT_TRUE(retry.hello_retry_request);
  EXPECT_EQ(retry.group, 24);
  const ServerHello second = server_hello("tls13-retry", 1);
  EXPECT_FALSE(second.hello_retry_request);
  EXPECT_EQ(second.group, 24);
}

TEST(ServerHello, TellsTheDowngradeSentinel) {
  EXPECT_TRUE(server_hello("tls-downgrade").downgrade_sentinel_tls12);
  EXPECT_FALSE(server_hello("tls-downgrade").downgrade_sentinel_tls11);
  EXPECT_FALSE(server_hello("tls12-rsa").downgrade_sentinel_tls12) << "this server speaks TLS 1.2 at most";
  Bytes body = clear_messages(captured("tls/tls-downgrade.server")).at(0).body;
  body.at(33) = 0;
  EXPECT_TRUE(parse_server_hello(body)->downgrade_sentinel_tls11);
  body.at(33) = 2;
  EXPECT_FALSE(parse_server_hello(body)->downgrade_sentinel_tls11);
}

TEST(ServerHello, EveryTruncationIsAnError) {
  const auto messages = clear_messages(captured("tls/tls13-rsa.server"));
  const ByteView body = messages.at(0).body;
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < body.size(); ++size) {
    if (parse_server_hello(body.first(size))) ++accepted;
  }
  EXPECT_EQ(accepted, 1U) << "the cut before the extensions";
}

TEST(Certificate, OfTls12GivesTheDerAsSent) {
  const auto messages = clear_messages(captured("tls/tls12-rsa.server"));
  const auto chain = parse_certificate_tls12(messages.at(1).body);
  ASSERT_TRUE(chain && chain->size() == 1);
  // A DER SEQUENCE that says its own length, to the last byte.
  const Bytes& der = chain->front();
  EXPECT_EQ(to_hex(ByteView(der).first(2)), "3082");
  EXPECT_EQ(4U + (static_cast<std::size_t>(der[2]) << 8 | der[3]), der.size());
  EXPECT_FALSE(parse_certificate_tls13(messages.at(1).body));
}

TEST(Certificate, ListsAreReadInBothForms) {
  EXPECT_THAT(*parse_certificate_tls12(hex("000009 000001 aa 000002 bbcc")), ElementsAre(hex("aa"), hex("bbcc")));
  const auto entries = parse_certificate_tls13(hex("00 000016 000001 aa 0009 0005 0001 ff 4242 0000 000002 bbcc 0000"));
  ASSERT_TRUE(entries && entries->size() == 2);
  EXPECT_EQ(entries->front().der, hex("aa"));
  ASSERT_EQ(entries->front().extensions.size(), 2U);
  EXPECT_EQ(find_extension(entries->front().extensions, 5)->data, hex("ff"));
  EXPECT_EQ(find_extension(entries->front().extensions, 0x4242)->data, Bytes{});
  EXPECT_EQ(entries->back().der, hex("bbcc"));
  EXPECT_TRUE(entries->back().extensions.empty());
  EXPECT_THAT(*parse_certificate_tls13(hex("02 abcd 000000")), testing::IsEmpty());
  for (const std::string_view body : {"", "0000", "000001", "000004 000002 aa", "000000 00"})
    EXPECT_FALSE(parse_certificate_tls12(hex(body))) << body;
  for (const std::string_view body :
       {"", "01", "00 000001", "00 000004 000001 aa", "00 000000 00", "00 000008 000001 aa 0002 0005",
        "00 00000a 000001 aa 0004 0005 0001", "00 00000e 000001 aa 0008 0005 0000 0005 0000"})
    EXPECT_FALSE(parse_certificate_tls13(hex(body))) << body;
}

TEST(CertificateStatus, IsOneOcspAnswer) {
  EXPECT_EQ(*parse_certificate_status(hex("01 000003 0a0b0c")), hex("0a0b0c"));
  for (const std::string_view body : {"", "01", "01 000000", "01 000003 0a0b", "01 000002 0a0b0c", "02 000003 0a0b0c"})
    EXPECT_FALSE(parse_certificate_status(hex(body))) << body;
}

}  // namespace
}  // namespace mailglass::tls
