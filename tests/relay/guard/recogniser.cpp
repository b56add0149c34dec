#include "recogniser.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

namespace mailglass::test {
namespace {

std::size_t byte_at(const std::string& s, std::size_t i) {
  return static_cast<unsigned char>(s[i]);
}

std::string lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return s;
}

/// The first whole reply in `text`: the codes of its lines, and where it ends; no codes where there is none.
struct WholeReply {
  std::vector<std::string> codes;
  std::size_t end = 0;
  [[nodiscard]] bool has(const std::function<bool(const std::string&)>& wanted) const {
    return std::any_of(codes.begin(), codes.end(), wanted);
  }
};
WholeReply first_reply(const std::string& text) {
  WholeReply reply;
  std::size_t at = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', at)) {
    std::string line = text.substr(at, end - at);
    at = end + 1;
    line.erase(line.find_last_not_of('\r') + 1);
    line += ' ';  // what stands behind a bare code
    const bool code = line.size() > 3 && line.find_first_not_of("0123456789") == 3;
    if (!code || (line[3] != ' ' && line[3] != '-' && line[3] != '\0')) continue;
    reply.codes.push_back(line.substr(0, 3));
    reply.end = at;
    if (line[3] != '-') return reply;
  }
  return {};
}
bool is_positive(const std::string& code) {
  return code[0] == '2';
}
bool is_refusal(const std::string& code) {
  return code[0] != '2';
}

struct Record {
  std::size_t type = 0;
  std::string body;
};

/// The next record of `s` at `at`, or false.
bool take_record(const std::string& s, std::size_t& at, Record& out) {
  if (s.size() < at + 5 || byte_at(s, at + 1) != 3) return false;
  const std::size_t length = byte_at(s, at + 3) * 256 + byte_at(s, at + 4);
  if (s.size() < at + 5 + length) return false;
  out = {byte_at(s, at), s.substr(at + 5, length)};
  at += 5 + length;
  return true;
}

bool one_of(std::size_t value, std::initializer_list<std::size_t> list) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The host's name where the extension server_name says it: what it spells is no choice of the page's.
std::string without_name(std::string bytes, const std::string& host) {
  const auto number = [](std::size_t n) { return std::string{static_cast<char>(n / 256), static_cast<char>(n % 256)}; };
  const std::size_t n = host.size();
  const std::string extension = number(0) + number(n + 5) + number(n + 3) + std::string(1, '\0') + number(n);
  const std::size_t at = lower(bytes).find(lower(extension + host));
  if (at != std::string::npos) std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at + 9), n, '?');
  return bytes;
}

/// A command of SMTP. Told from its end: every byte is made a letter, a digit, a hyphen, a colon, a space, the end of a
/// line or something else, and at each space or colon what stands before it is looked up. At the beginning of a line it
/// is the line's first letters.
std::string complaint_about_clear_text(const std::string& bytes) {
  static const std::set<std::string> words{
      "mail",     "rcpt",       "data",         "bdat",           "vrfy",          "expn",    "helo",    "ehlo",
      "lhlo",     "rset",       "auth",         "send",           "soml",          "saml",    "turn",    "etrn",
      "atrn",     "noop",       "help",         "quit",           "burl",          "verb",    "onex",    "xusr",
      "xadr",     "xsta",       "xcir",         "xgen",           "proxy",         "showq",   "debug",   "x-exps",
      "xproxy",   "xclient",    "xforward",     "starttls",       "xexdata",       "xexch50", "xshadow", "xqdiscard",
      "xproxyto", "xproxyfrom", "x-link2state", "xsessionparams", "x-anonymoustls"};
  std::string plain;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    const bool line = value == 10 || value == 13;
    const bool space = value < 33 || (value > 126 && value < 161);
    plain += line ? '\n' : space ? ' ' : value > 126 ? '?' : static_cast<char>(std::tolower(value));
  }
  plain += ' ';
  const auto in_words = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
  std::size_t run = 0;  // so many characters of words stand before `at`
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const std::size_t before = run;
    run = in_words(plain[at]) ? run + 1 : 0;
    const bool line = plain[at] == '\n';
    if (!line && plain[at] != ' ' && plain[at] != ':') continue;
    for (std::size_t length = 4; length <= std::min<std::size_t>(before, 14); ++length) {
      const std::string word = plain.substr(at - length, length);
      if (words.contains(word)) return "a command in clear text: " + word;
    }
    const std::size_t first = line ? plain.find_first_not_of(" \n", at) : std::string::npos;
    if (first == std::string::npos || !in_words(plain[first])) continue;
    for (std::size_t length = 4; length <= 14; ++length) {
      if (words.contains(plain.substr(first, length))) return "a line that begins with " + plain.substr(first, length);
    }
  }
  return "";
}

/// A request of HTTP: told by its version, or by a line of a method and a space.
std::string complaint_about_request(const std::string& bytes) {
  std::string upper;
  for (const char byte : bytes) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(byte)));
  if (upper.find("HTTP/") != std::string::npos) return "a request in clear text";
  const auto is_space = [&](std::size_t at) {
    return byte_at(upper, at) < 33 || (byte_at(upper, at) > 126 && byte_at(upper, at) < 161);
  };
  for (std::size_t at = 0; at < upper.size(); ++at) {
    if (upper[at] != '\r' && upper[at] != '\n') continue;
    std::size_t first = at;
    while (first < upper.size() && is_space(first)) ++first;
    std::size_t end = first;
    while (end < upper.size() && std::isalpha(static_cast<unsigned char>(upper[end])) != 0) ++end;
    static const std::set<std::string> methods{"GET",     "HEAD",    "POST",  "PUT",   "DELETE",
                                               "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};
    if (methods.contains(upper.substr(first, end - first)) && (end == upper.size() || is_space(end)))
      return "a line that asks for something";
  }
  return "";
}

/// One record of application data, of a length that so many bytes get under some cipher.
bool is_word(const std::string& bytes, std::size_t text) {
  std::size_t at = 0;
  Record record;
  if (!take_record(bytes, at, record) || at != bytes.size() || record.type != 23) return false;
  std::set<std::size_t> sizes{text + 17, text + 9, text + 24,
                              text + 16};  // AEAD: 1.3, its CCM_8, 1.2 with a nonce, without
  for (const std::size_t block : {8U, 16U}) {
    const auto whole = [&](std::size_t n) { return (n + block) / block * block; };  // and at least one byte of padding
    for (const std::size_t mac : {20U, 32U, 48U}) {
      for (const std::size_t iv : {std::size_t{0}, block}) {
        sizes.insert(iv + whole(text + mac));
        sizes.insert(iv + whole(text) + mac);
      }
    }
  }
  return sizes.contains(record.body.size());
}

/// TLS 1.3: [empty Certificate] Finished, for tags of 8 or 16 bytes and hashes of 32 or 48. `words`: the relay says
/// them behind it.
std::string complaint_about_end13(const std::vector<Record>& records, bool words) {
  bool finished = false, certificate = false;
  for (const Record& record : records) {
    const std::size_t n = record.body.size();
    if (record.type != 23 || finished) return "more than the end of a TLS 1.3 handshake";
    if (!certificate && one_of(n, {17, 25})) {
      certificate = true;
    } else if (one_of(n, {45, 53, 61, 69}) || (!certificate && one_of(n, {77}))) {
      finished = true;
    } else {
      return "neither Certificate nor Finished";
    }
  }
  return words && !finished ? "words anywhere but behind Finished" : "";
}

/// TLS 1.2 and older: [empty Certificate] ClientKeyExchange ChangeCipherSpec Finished. A server that
/// takes a session back wants no ClientKeyExchange. `words`: the relay says them behind Finished.
std::string complaint_about_end12(const std::vector<Record>& records, bool session, bool words) {
  std::string early = words ? "words before Finished" : "";
  std::string clear;
  std::size_t at = 0;
  for (; at < records.size() && records[at].type == 22; ++at) clear += records[at].body;
  const std::string empty_certificate("\x0b\x00\x00\x03\x00\x00\x00", 7);
  if (clear.rfind(empty_certificate, 0) == 0) clear.erase(0, 7);
  if (!clear.empty()) {
    if (clear.size() < 6 || clear[0] != 16 || clear.size() > 2054) return "no ClientKeyExchange";
    const std::size_t length = byte_at(clear, 1) * 65536 + byte_at(clear, 2) * 256 + byte_at(clear, 3);
    if (length + 4 != clear.size()) return "more than a ClientKeyExchange";
    if (std::string wrong = complaint_about_clear_text(clear); !wrong.empty()) return wrong;
  }
  if (at == records.size()) return early;
  if (clear.empty() && !session) return "no ClientKeyExchange before the end";
  if (records[at].type != 20 || records[at].body != std::string(1, '\x01')) return "no ChangeCipherSpec";
  if (++at == records.size()) return early;
  // The largest: IV 16, then 16 bytes and a MAC of 48 padded to 80.
  if (records[at].type != 22 || records[at].body.size() > 96) return "no Finished";
  return at + 1 == records.size() ? "" : "something behind Finished";
}

/// user_canceled and close_notify, both as warnings: the end of a handshake that goes no further, in clear text.
bool takes_leave(std::vector<Record>& records) {
  const std::size_t n = records.size();
  if (n < 2 || records[n - 2].type != 21 || records[n - 1].type != 21) return false;
  if (records[n - 2].body != std::string("\x01\x5a") || records[n - 1].body != std::string("\x01\x00", 2)) return false;
  records.resize(n - 2);
  return true;
}

/// Whether these records of a server end its handshake without ServerHelloDone: ServerHello, perhaps a ticket,
/// ChangeCipherSpec, and one more.
bool took_session_back(const std::string& from_server) {
  std::size_t at = 0;
  Record record;
  std::string messages;
  while (take_record(from_server, at, record)) {
    if (record.type == 22) messages += record.body;
    if (record.type != 20) continue;
    // HelloRequests, which are empty, may stand anywhere.
    while (messages.rfind(std::string(4, '\0'), 0) == 0) messages.erase(0, 4);
    for (std::size_t p = 0; p + 4 <= messages.size();) {
      if (messages[p] == 14) return false;
      p += 4 + byte_at(messages, p + 1) * 65536 + byte_at(messages, p + 2) * 256 + byte_at(messages, p + 3);
    }
    if (messages.empty() || messages[0] != 2) return false;
    // In TLS 1.3 a ChangeCipherSpec says nothing: supported_versions names it.
    if (messages.find(std::string("\0\x2b\0\2\3\4", 6)) != std::string::npos) return false;
    while (take_record(from_server, at, record)) {
      if (record.type == 22) return true;
    }
    return false;
  }
  return false;
}

std::string complaint_about_tls(const std::string& bytes, const std::string& from_server, const std::string& host,
                                bool words, bool policy = false) {
  std::size_t at = 0;
  std::string wrong = complaint_about_hello(bytes, host, at, policy);
  if (!wrong.empty()) return wrong;
  std::vector<Record> records;
  bool cipher_change = false;
  const bool session = took_session_back(from_server);
  // A second ClientHello, perhaps behind the one ChangeCipherSpec of TLS 1.3; nobody asks for one who took a session
  // back, and there the ChangeCipherSpec belongs to the end.
  std::size_t look = at;
  Record record;
  if (!session && take_record(bytes, look, record) && record.type == 20) {
    if (record.body != std::string(1, '\x01')) return "no ChangeCipherSpec";
    cipher_change = true;
    at = look;
  }
  if (!session && at + 5 < bytes.size() && byte_at(bytes, at) == 22 && byte_at(bytes, at + 5) == 1) {
    std::size_t used = 0;
    wrong = complaint_about_hello(bytes.substr(at), host, used, policy);
    if (!wrong.empty()) return "second: " + wrong;
    at += used;
    look = at;
    if (!cipher_change && take_record(bytes, look, record) && record.type == 20) at = look;
  }
  while (at < bytes.size()) {
    if (!take_record(bytes, at, record)) return "no TLS record";
    records.push_back(record);
  }
  if (takes_leave(records) &&
      !std::all_of(records.begin(), records.end(), [](const Record& r) { return r.type == 22; }))
    return "took leave in clear text after encryption began";
  if (records.empty()) return words ? "words without a handshake" : "";
  return records.front().type == 23 ? complaint_about_end13(records, words)
                                    : complaint_about_end12(records, session, words);
}

}  // namespace

/// The whole of it, or nothing: the question whether SSL 2.0 is there.
bool is_ssl2_question(const std::string& bytes) {
  const std::string known("\x01\x00\x80\x02\x00\x80\x03\x00\x80\x04\x00\x80\x05\x00\x80\x06\x00\x40\x07\x00\xc0", 21);
  if (bytes.size() < 30 || bytes.size() > 48 || (bytes.size() - 27) % 3 != 0) return false;
  const std::string head{static_cast<char>(0x80),
                         static_cast<char>(bytes.size() - 2),
                         1,
                         0,
                         2,
                         0,
                         static_cast<char>(bytes.size() - 27),
                         0,
                         0,
                         0,
                         16};
  if (bytes.substr(0, 11) != head) return false;
  for (std::size_t at = 11; at + 16 < bytes.size(); at += 3) {
    const std::size_t found = known.find(bytes.substr(at, 3));
    if (found == std::string::npos || found % 3 != 0) return false;
  }
  return true;
}

/// identities<2>: identity<2>, age of 4 bytes; binders<2>: binder<1> of 32 or 48 bytes.
bool is_one_preshared_key(const std::string& data) {
  if (data.size() < 4) return false;
  const std::size_t identities = byte_at(data, 0) * 256 + byte_at(data, 1);
  const std::size_t identity = byte_at(data, 2) * 256 + byte_at(data, 3);
  if (identity == 0 || identity > 2048 || identities != identity + 6) return false;
  const std::size_t binders = 2 + identities;
  if (data.size() < binders + 3) return false;
  const std::size_t binder = byte_at(data, binders + 2);
  return one_of(binder, {32, 48}) && byte_at(data, binders) * 256 + byte_at(data, binders + 1) == binder + 1 &&
         data.size() == binders + 3 + binder;
}

std::string complaint_about_hello(const std::string& bytes, const std::string& host, std::size_t& used, bool policy) {
  if (!policy && is_ssl2_question(bytes)) {
    used = bytes.size();
    return complaint_about_clear_text(bytes);
  }
  std::string message;
  std::size_t at = 0;
  Record record;
  do {
    if (!take_record(bytes, at, record) || record.type != 22) return "no handshake record with a ClientHello";
    message += record.body;
  } while (message.size() < 4 ||
           message.size() < 4 + byte_at(message, 1) * 65536 + byte_at(message, 2) * 256 + byte_at(message, 3));
  used = at;
  if (std::string wrong = complaint_about_clear_text(without_name(bytes.substr(0, used), host)); !wrong.empty())
    return wrong;
  if (std::string wrong = complaint_about_request(without_name(bytes.substr(0, used), host)); policy && !wrong.empty())
    return wrong;
  if (message.size() != 4 + byte_at(message, 1) * 65536 + byte_at(message, 2) * 256 + byte_at(message, 3))
    return "more than one message";
  if (message[0] != 1) return "no ClientHello";
  if (used > 4096) return "a ClientHello over 4096 bytes";
  // version, random, session id, suites, compression
  std::size_t p = 4 + 2 + 32;
  if (message.size() < p + 1) return "short";
  if (byte_at(message, p) > 32) return "session id";
  p += 1 + byte_at(message, p);
  if (message.size() < p + 2) return "short";
  p += 2 + byte_at(message, p) * 256 + byte_at(message, p + 1);
  if (message.size() < p + 1) return "short";
  p += 1 + byte_at(message, p);
  if (message.size() == p) return "";
  if (message.size() < p + 2 || message.size() != p + 2 + byte_at(message, p) * 256 + byte_at(message, p + 1))
    return "extensions";
  p += 2;
  bool modes = false, named = false;
  while (p < message.size()) {
    if (message.size() < p + 4) return "extension cut short";
    const std::size_t type = byte_at(message, p) * 256 + byte_at(message, p + 1);
    const std::size_t length = byte_at(message, p + 2) * 256 + byte_at(message, p + 3);
    p += 4;
    if (message.size() < p + length) return "extension too long";
    const std::string data = message.substr(p, length);
    p += length;
    if (type % 16 == 10 && type / 16 % 16 == type / 4096 && type % 256 == type / 256 && data.empty()) continue;
    // Not 44, cookie: no server of these conversations gives one.
    if (!one_of(type, {0, 1, 5, 10, 11, 13, 15, 16, 18, 21, 22, 23, 27, 28, 35, 41, 43, 45, 49, 50, 51, 0xff01}))
      return "unknown extension";
    if (type == 0 && (data.size() != host.size() + 5 || lower(data.substr(5)) != lower(host)))
      return "another server's name";
    named = named || type == 0;
    if (type == 21 && data.find_first_not_of('\0') != std::string::npos) return "padding that is not zero";
    if (type == 15 && data != "\x02") return "a heartbeat that may be answered";
    if (type == 35 && data.size() > 2048) return "a ticket that is too long";
    modes = modes || type == 45;
    if (type == 41 && (!is_one_preshared_key(data) || p != message.size() || !modes))
      return "a pre-shared key in another form or place";
    if (type == 16 && data.find(policy ? "http/1.1" : "smtp") == std::string::npos) return "another protocol";
  }
  return policy && !named ? "no name" : "";
}

std::string text_of_word(const std::string& word, const std::string& ehlo_name, const std::string& host) {
  if (word == "quit") return "QUIT\r\n";
  if (word == "ehlo") return "EHLO " + ehlo_name + "\r\n";
  if (word != "get-policy") return "";
  std::string lines;
  for (const std::string& line : {std::string("GET /.well-known/mta-sts.txt HTTP/1.1"), "Host: " + host,
                                  std::string("Accept: text/plain"), std::string("Connection: close"), std::string()})
    lines += line + "\r\n";
  return lines;
}

std::string complaint_about_policy(const std::vector<Said>& dialogue, const std::string& host) {
  std::string heard, tls;
  bool asked = false;
  for (const Said& said : dialogue) {
    if (said.by_server) {
      heard += said.bytes;
    } else if (asked) {
      return "something behind the request";
    } else if (said.word.empty()) {
      tls += said.bytes;
    } else if (said.word != "get-policy" || !is_word(said.bytes, text_of_word(said.word, "", host).size())) {
      return "no request for a policy: " + said.word;
    } else {
      asked = true;
    }
  }
  return complaint_about_tls(tls, heard, host, asked, true);
}

std::string complaint_about(const std::vector<Said>& dialogue, const std::string& ehlo_name, const std::string& host) {
  const std::string ehlo = "EHLO " + ehlo_name + "\r\n";
  const std::string helo = "HELO " + ehlo_name + "\r\n";
  enum class Place { Start, AfterEhlo, AfterHelo, AfterStarttls, Tls, AfterQuit } place = Place::Start;
  std::string heard, tls;
  std::vector<std::string> words;
  std::size_t heard_before = 0;
  for (const Said& said : dialogue) {
    if (said.by_server) {
      heard += said.bytes;
      continue;
    }
    if (place == Place::AfterQuit) return "something behind QUIT";
    const WholeReply reply = place == Place::Tls ? WholeReply{} : first_reply(heard);
    if (!said.word.empty()) {
      const bool first = words.empty() && (said.word == "ehlo" || said.word == "quit");
      const bool second =
          words == std::vector<std::string>{"ehlo"} && said.word == "quit" && heard.size() > heard_before;
      if (place != Place::Tls || (!first && !second)) return "a word out of order: " + said.word;
      if (!is_word(said.bytes, said.word == "quit" ? 6 : ehlo.size())) return "no record that fits " + said.word;
      words.push_back(said.word);
      heard_before = heard.size();
    } else if (place == Place::Tls) {
      if (!words.empty()) return "the page speaks behind the relay's words";
      tls += said.bytes;
    } else if (heard.empty()) {
      return "spoke before the server";
    } else if (said.bytes == "QUIT\r\n") {
      place = Place::AfterQuit;
    } else if (place == Place::Start && said.bytes == ehlo && reply.has(is_positive)) {
      place = Place::AfterEhlo;
      heard.erase(0, reply.end);
    } else if (place == Place::AfterEhlo && said.bytes == helo && reply.has(is_refusal)) {
      place = Place::AfterHelo;
      heard.erase(0, reply.end);
    } else if (place == Place::AfterEhlo && said.bytes == "STARTTLS\r\n" && reply.has(is_positive) &&
               lower(heard.substr(0, reply.end)).find("starttls") != std::string::npos) {
      place = Place::AfterStarttls;
      heard.erase(0, reply.end);
    } else if (place == Place::AfterStarttls && reply.has(is_positive)) {
      place = Place::Tls;
      tls = said.bytes;
      heard.erase(0, reply.end);
    } else {
      return "not in the vocabulary: " + said.bytes.substr(0, 40);
    }
  }
  return place == Place::Tls ? complaint_about_tls(tls, heard, host, !words.empty()) : "";
}

}  // namespace mailglass::test
