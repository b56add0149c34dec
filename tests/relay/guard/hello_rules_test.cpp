#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "conversation.h"
#include "guard/client_hello_rules.h"
#include "guard/tls_turns.h"
#include "probe/hello_builder.h"
#include "probe/questions.h"
#include "recogniser.h"

namespace mailglass::relay::guard {
namespace {

using test::kHost;
using test::mail_server;

struct Hello {
  std::uint16_t version = 0x0303;
  Bytes random = Bytes(32, 9);
  Bytes session_id;
  std::vector<std::uint16_t> suites{0x1301, 0xc02f};
  Bytes compression{0};
  std::vector<std::pair<std::uint16_t, Bytes>> extensions;
  std::uint8_t type = 1;

  [[nodiscard]] Bytes message() const {
    ByteWriter out;
    out.u8(type).prefixed(3, [&](ByteWriter& body) {
      body.u16(version).append(random);
      body.prefixed(1, [&](ByteWriter& id) { id.append(session_id); });
      body.prefixed(2, [&](ByteWriter& list) {
        for (const auto suite : suites) list.u16(suite);
      });
      body.prefixed(1, [&](ByteWriter& list) { list.append(compression); });
      if (extensions.empty()) return;
      body.prefixed(2, [&](ByteWriter& list) {
        for (const auto& [number, data] : extensions) {
          list.u16(number).prefixed(2, [&, bytes = data](ByteWriter& inner) { inner.append(bytes); });
        }
      });
    });
    return out.bytes();
  }
  [[nodiscard]] Bytes records(std::size_t at_once = 16384) const {
    const Bytes whole = message();
    ByteWriter out;
    for (std::size_t at = 0; at < whole.size(); at += at_once) {
      const ByteView piece = ByteView(whole).subspan(at, std::min(at_once, whole.size() - at));
      out.u8(22).u16(0x0301).prefixed(2, [&](ByteWriter& body) { body.append(piece); });
    }
    return out.bytes();
  }
};

Bytes server_name(std::string_view host) {
  ByteWriter out;
  out.prefixed(
      2, [&](ByteWriter& list) { list.u8(0).prefixed(2, [&](ByteWriter& name) { name.append(view_of(host)); }); });
  return out.bytes();
}
Bytes key_share(std::uint16_t group, std::size_t length) {
  ByteWriter out;
  out.prefixed(2, [&](ByteWriter& list) {
    list.u16(group).prefixed(2, [&](ByteWriter& key) { key.append(Bytes(length, 5)); });
  });
  return out.bytes();
}
Bytes alpn(std::string_view protocol) {
  ByteWriter out;
  out.prefixed(2,
               [&](ByteWriter& list) { list.prefixed(1, [&](ByteWriter& name) { name.append(view_of(protocol)); }); });
  return out.bytes();
}

Bytes cookie_of(std::string_view text) {
  ByteWriter out;
  out.prefixed(2, [&](ByteWriter& inner) { inner.append(view_of(text)); });
  return out.bytes();
}

struct PresharedKey {
  std::vector<std::size_t> tickets{200};
  std::vector<std::size_t> binders{32};
  std::size_t age = 4;
};
Bytes preshared_key(const PresharedKey& form) {
  ByteWriter out;
  out.prefixed(2, [&](ByteWriter& identities) {
    for (const std::size_t size : form.tickets) {
      identities.prefixed(2, [&](ByteWriter& ticket) { ticket.append(Bytes(size, 7)); }).append(Bytes(form.age, 1));
    }
  });
  out.prefixed(2, [&](ByteWriter& binders) {
    for (const std::size_t size : form.binders)
      binders.prefixed(1, [&](ByteWriter& binder) { binder.append(Bytes(size, 8)); });
  });
  return out.bytes();
}

std::string rule_of(const Bytes& records) {
  const auto checked = check_client_hello(records, mail_server());
  if (!checked) return std::string(checked.refusal().rule);
  EXPECT_EQ(checked->records(), records);
  return "";
}

TEST(HelloRules, JudgeEachExtensionByItsForm) {
  struct Row {
    std::uint16_t type;
    Bytes data;
    const char* rule;
  };
  const char* bad = "client-hello-extension";
  const Row rows[] = {
      {0, server_name(kHost), ""},
      {0, server_name("MX.Example.TEST"), ""},
      {0, server_name("other.example.test"), "client-hello-server-name"},
      {0, server_name(std::string(kHost) + "."), "client-hello-server-name"},
      {10, {0, 2, 0, 29}, ""},
      {10, {0, 0}, bad},
      {15, {2}, ""},
      {15, {1}, bad},
      {15, {2, 2}, bad},
      {0x3a3a, {}, ""},
      {0x3a3a, {0}, bad},
      {0x3a4a, {}, bad},
      {16, alpn("smtp"), ""},
      {16, alpn("http/1.1"), bad},
      {16, alpn("MAIL FROM:<a@b>"), "client-hello-smtp"},
      {21, Bytes(100, 0), ""},
      {21, Bytes{0, 0, 1}, bad},
      {22, {}, ""},
      {22, {1}, bad},
      {23, {}, ""},
      {35, {}, ""},
      {35, Bytes(40, 7), ""},
      {35, Bytes(2048, 7), ""},
      {35, Bytes(2049, 7), bad},
      {41, Bytes(40, 7), bad},
      {41, preshared_key({}), bad},  // without psk_key_exchange_modes
      {42, {}, bad},
      {43, {2, 3, 4}, ""},
      {44, {0, 2, 1, 2}, "client-hello-cookie"},
      {44, {0, 0}, bad},
      {45, {1, 1}, ""},
      {51, key_share(29, 32), ""},
      {51, key_share(4588, 1216), ""},
      {51, key_share(29, 33), bad},
      {51, key_share(0x4242, 200), bad},
      {0xff01, {0}, ""},
      {0xff01, {1, 1}, bad},
      {0x1234, {}, bad},
      {0xfe0d, Bytes(50, 1), bad},
  };
  for (const Row& row : rows) {
    Hello hello;
    hello.extensions = {{row.type, row.data}};
    const std::string rule = rule_of(hello.records());
    // What the parser itself rejects is malformed before its form is judged.
    if (std::string(row.rule) == bad) {
      EXPECT_TRUE(rule == bad || rule == "client-hello-malformed") << row.type << ": " << rule;
    } else {
      EXPECT_EQ(rule, row.rule) << row.type;
    }
  }
}

/// A HelloRetryRequest, with these extensions beside supported_versions.
Bytes retry_request(const std::vector<std::pair<std::uint16_t, Bytes>>& extensions) {
  // RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest" in the random's place.
  const Bytes random{0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                     0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
  ByteWriter message;
  message.u8(2).prefixed(3, [&](ByteWriter& body) {
    body.u16(0x0303).append(random).u8(0).u16(0x1301).u8(0).prefixed(2, [&](ByteWriter& list) {
      list.u16(43).u16(2).u16(0x0304);
      for (const auto& [number, data] : extensions) {
        list.u16(number).prefixed(2, [&, bytes = data](ByteWriter& inner) { inner.append(bytes); });
      }
    });
  });
  ByteWriter record;
  record.u8(22).u16(0x0303).prefixed(2, [&](ByteWriter& body) { body.append(message.bytes()); });
  return record.bytes();
}

TEST(HelloRules, LetACookieBackToTheServerThatGaveItAndNoOther) {
  const Bytes cookie = cookie_of("from the server"), other = cookie_of("from the pages");
  const Bytes command = cookie_of("VRFY postgres\r\n");
  const struct {
    std::optional<Bytes> given, said;
    const char* rule = "";
  } rows[] = {
      {cookie, cookie, ""},
      {cookie, other, "client-hello-cookie"},
      {cookie, command, "client-hello-smtp"},
      {command, command, "client-hello-smtp"},
      {cookie, std::nullopt, "client-hello-cookie"},
      {std::nullopt, other, "client-hello-cookie"},
      {std::nullopt, std::nullopt, ""},
  };
  const auto extensions = [](const std::optional<Bytes>& data) {
    std::vector<std::pair<std::uint16_t, Bytes>> list;
    if (data) list.emplace_back(44, *data);
    return list;
  };
  for (const auto& row : rows) {
    TlsTurns turns(*check_client_hello(Hello{}.records(), mail_server()), mail_server());
    turns.on_server(retry_request(extensions(row.given)));
    Hello second;
    second.extensions = extensions(row.said);
    const auto passed = turns.on_page(second.records());
    EXPECT_EQ(passed ? "" : passed.refusal().rule, row.rule);
    EXPECT_TRUE(!passed || *passed == second.records());
  }
}

TEST(HelloRules, LetOneSessionBePresented) {
  struct Row {
    const char* what;
    std::vector<std::pair<std::uint16_t, Bytes>> extensions;
    const char* rule;
  };
  const std::pair<std::uint16_t, Bytes> modes{45, {1, 1}};
  const char* bad = "client-hello-extension";
  const Row rows[] = {
      {"with a SHA-256 suite", {modes, {41, preshared_key({})}}, ""},
      {"with a SHA-384 suite", {modes, {41, preshared_key({.binders = {48}})}}, ""},
      {"the largest ticket", {modes, {41, preshared_key({.tickets = {2048}})}}, ""},
      {"a larger ticket", {modes, {41, preshared_key({.tickets = {2049}})}}, bad},
      {"an empty ticket", {modes, {41, preshared_key({.tickets = {0}})}}, bad},
      {"two tickets", {modes, {41, preshared_key({.tickets = {20, 20}, .binders = {32, 32}})}}, bad},
      {"two binders", {modes, {41, preshared_key({.binders = {32, 32}})}}, bad},
      {"no binder", {modes, {41, preshared_key({.binders = {}})}}, bad},
      {"a binder of another length", {modes, {41, preshared_key({.binders = {64}})}}, bad},
      {"a longer age", {modes, {41, preshared_key({.age = 5})}}, bad},
      {"not the last extension", {{41, preshared_key({})}, modes}, bad},
      {"early data", {modes, {42, {}}, {41, preshared_key({})}}, bad},
  };
  for (const Row& row : rows) {
    Hello hello;
    hello.extensions = row.extensions;
    EXPECT_EQ(rule_of(hello.records()), row.rule) << row.what;
  }
}

/// `text` in each place whose bytes a page chooses and where it fits: how the hello is refused there.
void expect_in_every_place(const std::string& text, std::string_view rule) {
  const Bytes bytes(text.begin(), text.end());
  const auto expect = [&](const char* place, const Hello& hello) {
    EXPECT_EQ(rule_of(hello.records()), rule) << place << ": " << testing::PrintToString(text);
  };
  const auto laid_over = [&](Bytes field, std::size_t at) {
    std::copy(bytes.begin(), bytes.end(), field.begin() + static_cast<std::ptrdiff_t>(at));
    return field;
  };
  const std::pair<std::uint16_t, Bytes> modes{45, {1, 1}};
  Hello ticket;
  ticket.extensions = {{35, laid_over(Bytes(200, 7), 50)}};
  expect("ticket", ticket);
  Hello identity;
  identity.extensions = {modes, {41, laid_over(preshared_key({}), 20)}};
  expect("pre-shared key", identity);
  Hello shared;
  shared.extensions = {{51, laid_over(key_share(4588, 1216), 600)}};
  expect("key share", shared);
  if (bytes.size() > 32) return;
  Hello random;
  random.random = laid_over(Bytes(32, 9), 0);
  expect("random", random);
  Hello id;
  id.session_id = laid_over(Bytes(32, 9), 0);
  expect("session id", id);
  Hello suites;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    suites.suites.push_back(static_cast<std::uint16_t>(bytes[i] << 8 | bytes[i + 1]));
  if (bytes.size() % 2 == 0) expect("cipher suites", suites);
}

TEST(HelloRules, LetNothingPassThatReadsAsAnSmtpCommand) {
  using namespace std::string_literals;
  const std::string commands[] = {
      "\r\nMAIL FROM:<a@b.test>\r\n",
      "\nmail from:<a@b.test>",
      "\rRcpt To:<c@d.test>",
      "\r\n \t DATA\r\n",
      "\n\nBDAT 5 LAST",
      "\nVRFY root",
      "\nEXPN all",
      "\nETRN b.test",
      "\nAUTH PLAIN AGEAYg==",
      "\nXCLIENT ADDR=192.0.2.1",
      "\nXFORWARD NAME=x",
      "\nSOML FROM:<a@b>",
      "\nQUIT\r\n",
      "\nEHLO evil.test\r\n",
      "\nHELO evil.test\r\n",
      "\nLHLO evil.test\r\n",
      "\nRSET\r\n",
      "\nNOOP\r\n",
      "\nHELP\r\n",
      "\nBURL imap://a.test/x LAST",
      "\nX-EXPS NTLM",
      "\nPROXY TCP4 192.0.2.1",
      "\nDATAx",                     // a server that looks at four letters only
      "\vMAIL FROM:<a@b.test>\r\n",  // Postfix passes over any space before a command
      "\n\v\fMAIL FROM:<a@b.test>",
      "\n\0MAIL FROM:<a@b.test>"s,
      "\n\x1cMAIL FROM:<a@b.test>",
      "\n\x85\xa0MAIL FROM:<a@b.test>",
      "MAIL FROM:<a@b.test>",  // a server that reads pieces of 512 bytes begins one anywhere
      "xyzMAIL FROM:<a@b.test>",
      "DATA\n",
      "data\t",
      "RCPT:<a@b.test>",
      "RSET\0"s,
      "VRFY\vroot",
      "VRFY\xa0root",
      "VRFY\x7froot",
      "VRFY\x80root",
      "\nHELO a\nMAIL FROM:<a@b.test>\nRCPT TO:<c@d.test>\nDATA\nSubject: x\n\nwhole\n.\nQUIT\n",
  };
  for (const std::string& text : commands) expect_in_every_place(text, "client-hello-smtp");
  const std::string harmless[] = {
      "xMAILFROM:<a@b.test>",  // within a word
      "\nXMAILFROM <a@b.test>", "\nMAI L", "\nXCLIEN", "MAIL<a@b.test>", "VRFY\xa1root", "GET / HTTP/1.1\r\n",
  };
  for (const std::string& text : harmless) expect_in_every_place(text, "");
}

TEST(HelloRules, TakeTheEndOfTheHelloForASpace) {
  // Behind it comes a TLS record, whose first byte is one for many servers.
  Hello hello;
  hello.extensions = {{35, {'D', 'A', 'T', 'A'}}};
  EXPECT_EQ(rule_of(hello.records()), "client-hello-smtp");
}

TEST(HelloRules, LetAHostBeCalledAsACommandIs) {
  // Its length, 10 or 13, is LF or CR, and what follows its name is a zero.
  for (const std::string_view host : {"mail.abcd.test", "mail.abc.test", "mail.test", "mail.abcde", "auth.abcd.com",
                                      "mail.abcd.com", "mx.some.help", "help", "send.data"}) {
    Hello hello;
    hello.extensions = {{0, server_name(host)}, {23, {}}};
    const auto checked = check_client_hello(hello.records(), mail_server(std::string(host)));
    EXPECT_TRUE(checked) << host << ": " << checked.refusal().why;
    std::size_t used = 0;
    const Bytes records = hello.records();
    EXPECT_EQ(test::complaint_about_hello(std::string(records.begin(), records.end()), std::string(host), used), "")
        << host;
    // Nowhere else, and not with another's word behind it.
    hello.extensions.emplace_back(35, Bytes{'\n', 'm', 'a', 'i', 'l', ' '});
    EXPECT_FALSE(check_client_hello(hello.records(), mail_server(std::string(host)))) << host;
  }
}

TEST(HelloRules, JudgeTheWholeMessage) {
  struct Row {
    const char* what;
    std::function<Bytes()> records;
    const char* rule;
  };
  const Row rows[] = {
      {"plain", [] { return Hello{}.records(); }, ""},
      {"in many records", [] { return Hello{}.records(7); }, ""},
      {"nothing", [] { return Bytes{}; }, "client-hello-malformed"},
      {"cut short",
       [] {
         Bytes b = Hello{}.records();
         b.pop_back();
         return b;
       },
       "client-hello-malformed"},
      {"a byte behind",
       [] {
         Bytes b = Hello{}.records();
         b.push_back(22);
         return b;
       },
       "client-hello-malformed"},
      {"twice",
       [] {
         Bytes b = Hello{}.records();
         const Bytes c = b;
         b.insert(b.end(), c.begin(), c.end());
         return b;
       },
       "client-hello-malformed"},
      {"a Finished",
       [] {
         Hello h;
         h.type = 20;
         return h.records();
       },
       "client-hello-malformed"},
      {"clear text", [] { return Bytes{'M', 'A', 'I', 'L', ' ', 'F', 'R', 'O', 'M', '\r', '\n'}; },
       "client-hello-smtp"},
      {"other clear text", [] { return Bytes{'G', 'E', 'T', ' ', '/', '\r', '\n'}; }, "client-hello-malformed"},
      {"no suites",
       [] {
         Hello h;
         h.suites = {};
         return h.records();
       },
       "client-hello-malformed"},
      {"odd compression",
       [] {
         Hello h;
         h.compression = {0, 64};
         return h.records();
       },
       "client-hello-malformed"},
      {"long session id",
       [] {
         Hello h;
         h.session_id = Bytes(33, 1);
         return h.records();
       },
       "client-hello-malformed"},
      {"version 9.9",
       [] {
         Hello h;
         h.version = 0x0909;
         return h.records();
       },
       "client-hello-malformed"},
      {"twice the same extension",
       [] {
         Hello h;
         h.extensions = {{22, {}}, {22, {}}};
         return h.records();
       },
       "client-hello-malformed"},
      {"too large",
       [] {
         Hello h;
         h.extensions = {{21, Bytes(5000, 0)}};
         return h.records();
       },
       "client-hello-too-large"},
  };
  for (const Row& row : rows) EXPECT_EQ(rule_of(row.records()), row.rule) << row.what;
}

TEST(HelloRules, LetEveryQuestionOfTheExplorationPass) {
  const probe::Facts nothing_known = probe::derive({});
  const probe::Scope scope{kHost, probe::Depth::Full, false};
  std::size_t asked = 0;
  for (const probe::Topic& topic : probe::topics()) {
    for (const probe::Hello& hello : topic.ask(nothing_known, scope)) {
      const auto* ssl2 = std::get_if<probe::Ssl2HelloSpec>(&hello);
      const Bytes records = ssl2 ? probe::build_client_hello(*ssl2, probe::Seed{3})
                                 : probe::build_client_hello(std::get<probe::HelloSpec>(hello), probe::Seed{3});
      EXPECT_EQ(rule_of(records), "") << topic.name;
      std::size_t used = 0;
      EXPECT_EQ(test::complaint_about_hello(std::string(records.begin(), records.end()), kHost, used), "")
          << topic.name;
      ++asked;
    }
  }
  EXPECT_GT(asked, 3U);
}

TEST(HelloRules, LetSsl2AskNothingButWhetherItIsThere) {
  const Bytes good = probe::build_client_hello(probe::Ssl2HelloSpec{}, probe::Seed{3});
  EXPECT_EQ(rule_of(good), "");
  // The challenge (the last 16 bytes) is free; every other byte is not.
  for (std::size_t at = 0; at + 16 < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= 0x40;
    EXPECT_NE(rule_of(changed), "") << at;
  }
  // But not for a line of SMTP: the server that reads clear text does not know SSL 2.0 either.
  for (const std::string_view line : {"\nVRFY root\r\n", "\nRSET\r\n", "VRFY root\r\n", "xxxxxxxxxxxxDATA"}) {
    Bytes said = good;
    std::copy(line.begin(), line.end(), said.end() - 16);
    EXPECT_EQ(rule_of(said), "client-hello-smtp") << line;
    std::size_t used = 0;
    EXPECT_NE(test::complaint_about_hello(std::string(said.begin(), said.end()), kHost, used), "") << line;
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_NE(rule_of(longer), "");
  EXPECT_NE(rule_of(Bytes(good.begin(), good.end() - 1)), "");
}

TEST(HelloRules, LetTheAnalyzersOwnHellosPass) {
  for (const auto offer : {handshake::Offer::Modern, handshake::Offer::Classic}) {
    const handshake::Client client({.server_name = kHost, .seed = {}, .offer = offer});
    EXPECT_EQ(rule_of(client.client_hello()), "");
  }
}

}  // namespace
}  // namespace mailglass::relay::guard
