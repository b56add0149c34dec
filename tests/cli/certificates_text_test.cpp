// The text of an address's certificates, piece by piece; tests/cli/command.test.mjs holds whole texts to their reports.
#include "cli/text/certificates_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

std::string written(const ordered_json& chain) {
  Paper paper({400, false});  // wide: what is said matters here, not where lines break
  write_certificates(ordered_json::array({chain}), 0, paper);
  return paper.take();
}

/// A chain of a server's own certificate and an intermediate, with nothing wrong.
ordered_json good_chain() {
  return ordered_json::parse(R"({
    "headline": true, "with_server_name": true, "assurance": "verified", "key_proven": true, "key_assurance": "verified", "along_assurance": "verified", "in_order": true,
    "trust": {"status": "trusted", "words": "issued by a trusted authority for this name", "name": "exact", "identifier": "mx.example", "assurance": "verified"},
    "sent": [
      {"role": "leaf", "use": "path", "days_left": 59, "must_staple": false, "timestamps": [], "unreadable": [],
       "certificate": {"common_name": "mx.example", "subject": "CN=mx.example", "issuer": "CN=CA,O=Org", "dns_names": ["mx.example"],
                       "not_before": 0, "not_after": 1800000000, "key_type": "EC", "key_curve": "P-256", "key_bits": 256,
                       "signature_algorithm": "sha256WithRSAEncryption", "self_issued": false}},
      {"role": "intermediate", "use": "path", "days_left": 900, "unreadable": [],
       "certificate": {"common_name": "", "subject": "O=Org,CN=CA", "not_after": 1900000000, "key_type": "RSA", "key_curve": "", "key_bits": 1024,
                       "signature_algorithm": "sha1WithRSAEncryption", "self_issued": false}}],
    "path": [{"subject": "CN=mx.example", "sent": 0}, {"subject": "O=Org,CN=CA", "sent": 1}, {"subject": "CN=Root", "sent": null}],
    "missing": null, "stapled": true, "timestamps": []})");
}

TEST(CertificatesText, SaysAtAGlanceWhatAGoodChainIs) {
  EXPECT_EQ(written(good_chain()),
            "Certificate (EC)        mx.example [verified]\n"
            "  names                 mx.example; the host name matches\n"
            "  issuer                CN=CA,O=Org\n"
            "  trusted               yes\n"
            "  valid                 until 2027-01-15, 59 days left\n"
            "  key                   EC, P-256; whoever answered was shown to hold it\n"
            "  signature             sha256WithRSAEncryption\n"
            "  sent, in order        1. mx.example (the server’s own): part of the chain\n"
            "                        2. O=Org,CN=CA (intermediate, until 2030-03-17): part of the chain\n"
            "  root                  CN=Root: a trusted root, which need not be sent\n"
            "  OCSP answer           sent along\n"
            "  timestamps (SCT)      none in the certificate\n");
}

/// A member of the good chain that is otherwise, and what the text says then.
struct Otherwise {
  const char *about, *pointer, *value;
  std::vector<const char*> lines;
};

TEST(CertificatesText, SaysWhatIsOtherwise) {
  const Otherwise table[] = {
      {"no roots to judge by",
       "/trust",
       "null",
       {"  names                 mx.example\n", "  trusted               not known\n"}},
      {"one of several names",
       "/sent/0/certificate/dns_names",
       R"(["a.example", "mx.example"])",
       {"a.example and mx.example; the host name matches mx.example\n"}},
      {"a wildcard", "/trust/name", "\"wildcard\"", {"mx.example; the host name matches, by a wildcard\n"}},
      {"another name, though the chain is trusted",
       "/trust/name",
       "\"none\"",
       {"mx.example; the host name does not match\n", "  trusted               yes\n"}},
      {"no host name", "/sent/0/certificate/dns_names", "[]", {"  names                 no host name at all; "}},
      {"more names than a reader wants",
       "/sent/0/certificate/dns_names",
       R"(["a","b","c","d","e","f","g","h","i","j"])",
       {"a, b, c, d, e, f, g, h, and 2 more; "}},
      {"its last day", "/sent/0/days_left", "0", {"until 2027-01-15, ends today\n"}},
      {"over", "/sent/0/days_left", "-1", {"until 2027-01-15, ended 1 day ago\n"}},
      {"not begun",
       "/trust/status",
       "\"not-yet-valid\"",
       {"59 days left; not before 1970-01-01\n", "  trusted               no: "}},
      {"a weak key", "/sent/0/weak_key", "true", {"EC, P-256 (weak); whoever answered was shown to hold it\n"}},
      {"a key not proven", "/key_proven", "false", {"P-256; whoever answered was not shown to hold it\n"}},
      {"a key known to whoever made the check alone",
       "/key_assurance",
       "\"authenticated\"",
       {"P-256; whoever answered was shown to hold it [authenticated]\n", "mx.example [verified]\n"}},
      {"a day that is somebody's word",
       "/trust/assurance",
       "\"authenticated\"",
       {"  trusted               yes [authenticated]\n", "until 2027-01-15, 59 days left [authenticated]\n"}},
      {"an OCSP answer that anybody could have put there",
       "/along_assurance",
       "\"observed\"",
       {"  OCSP answer           sent along [observed]\n"}},
      {"a weak signature", "/sent/0/weak_signature", "true", {"sha256WithRSAEncryption (weak)\n"}},
      {"an issuer with a weak key", "/sent/1/weak_key", "true", {"until 2030-03-17, RSA, 1024 bits (weak)): part"}},
      {"an issuer with a weak signature",
       "/sent/1/weak_signature",
       "true",
       {"until 2030-03-17, weak signature: sha1WithRSAEncryption): part"}},
      {"an issuer that is over", "/sent/1/days_left", "-3", {"until 2030-03-17, ended 3 days ago): part"}},
      {"a needless root", "/sent/1/use", "\"root\"", {": not needed, since senders have the trusted root already\n"}},
      {"an old root's key", "/sent/1/use", "\"cross-signed\"", {": a second certificate for a key of the chain;"}},
      {"one twice", "/sent/1/use", "\"duplicate\"", {": a second time\n"}},
      {"one too much", "/sent/1/use", "\"extra\"", {": plays no part in proving the name\n"}},
      {"one that cannot be read", "/sent/1/certificate", "null", {"2. unreadable (intermediate): part of the chain\n"}},
      {"an extension that cannot be read",
       "/sent/0/unreadable",
       R"(["key usage"])",
       {"part of the chain; it has what cannot be read: key usage\n"}},
      {"an issuer that is missing",
       "/missing",
       R"({"name": "CN=Gone", "url": "http://ca.example/gone.crt"})",
       {"  missing               CN=Gone: the server does not send this issuer’s certificate, and it is not among the "
        "trusted roots; it is said to be at http://ca.example/gone.crt\n"}},
      {"the wrong order", "/in_order", "false", {"  wrong order           the chain is 1 → 2; some senders"}},
      {"OCSP not asked for", "/stapled", "null", {"  OCSP answer           not asked for in these connections\n"}},
      {"no OCSP answer", "/stapled", "false", {"  OCSP answer           not sent along\n"}},
      {"an OCSP answer as promised",
       "/sent/0/must_staple",
       "true",
       {"  OCSP answer           sent along, as the certificate promises (must-staple, RFC 7633)\n"}},
      {"embedded timestamps",
       "/sent/0/timestamps",
       R"([{"log": "00"}, {"log": "01"}])",
       {"  timestamps (SCT)      2 in the certificate; the logs’ signatures are not checked here\n"}},
      {"timestamps of the handshake",
       "/timestamps",
       R"([{"log": "00"}])",
       {"  timestamps (SCT)      none in the certificate, 1 in the handshake; the logs’"}},
      {"another certificate", "/headline", "false", {"Another certificate (EC)\n                        mx.example ["}},
      {"for those that do not name the server",
       "/with_server_name",
       "false",
       {"mx.example, shown to senders that do not name the server (SNI) [verified]\n"}},
      {"a name that steers terminals",
       "/sent/0/certificate/common_name",
       R"("a\u001b[2Jb")",
       {"a\\x1b[2Jb [verified]\n"}},
  };
  for (const Otherwise& row : table) {
    ordered_json chain = good_chain();
    chain[ordered_json::json_pointer(row.pointer)] = ordered_json::parse(row.value);
    const std::string text = written(chain);
    for (const char* line : row.lines) EXPECT_THAT(text, HasSubstr(line)) << row.about;
  }
}

TEST(CertificatesText, SaysThatAPromisedOcspAnswerDidNotCome) {
  ordered_json chain = good_chain();
  chain["sent"][0]["must_staple"] = true;
  chain["stapled"] = false;
  EXPECT_THAT(written(chain),
              HasSubstr("not sent along, although the certificate promises it (must-staple, RFC 7633)\n"));
  chain["stapled"] = nullptr;
  EXPECT_THAT(written(chain), HasSubstr("not asked for in these connections; the certificate promises one (must"));
}

TEST(CertificatesText, BlamesNoCertificateForItsSignatureOnItself) {
  ordered_json chain = good_chain();
  chain["sent"][0]["weak_signature"] = true;
  chain["sent"][0]["certificate"]["self_issued"] = true;
  EXPECT_THAT(written(chain), Not(HasSubstr("(weak)")));
}

TEST(CertificatesText, SaysOfAnUnreadableOwnCertificateOnlyWhatIsKnown) {
  ordered_json chain = good_chain();
  chain["sent"][0]["certificate"] = nullptr;
  const std::string text = written(chain);
  EXPECT_THAT(text, HasSubstr("Certificate             the server’s certificate cannot be read [verified]\n"));
  for (const char* heading : {"  names", "  issuer", "  valid", "  key", "SCT"})
    EXPECT_THAT(text, Not(HasSubstr(heading)));
}

TEST(CertificatesText, SaysNothingWhereThereIsNone) {
  for (const ordered_json& none : {ordered_json(), ordered_json::array()}) {
    Paper paper({});
    write_certificates(none, 0, paper);
    EXPECT_EQ(paper.take(), "");
  }
}

}  // namespace
}  // namespace mailglass::cli
