#pragma once
// The built page, read once at start: a request is answered from this table or not at all, so no request can name
// another file.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "config/config.h"

namespace mailglass::relay::http {

enum class Encoding : std::uint8_t { Identity, Gzip, Brotli };

struct Variant {
  std::string content;
  std::string etag;  ///< with its quotes
};

struct WebFile {
  std::string content_type;
  std::string cache_control;
  std::string language;                  ///< of one that there is in several languages: its tag; else empty
  bool is_page = false;                  ///< an HTML document: gets a content security policy
  std::map<Encoding, Variant> variants;  ///< Identity always
};

struct Found {
  const WebFile* file;
  Encoding encoding;
  const Variant* variant;
};

class WebFiles {
 public:
  /// Reads the folder, the roots and a lab's extra roots. The text says what is wrong.
  static std::variant<WebFiles, std::string> load(const Config& config);

  /// Adds what is not in the folder, or puts it in the place of what is there. HTML is served as a page. With a
  /// language it is one of several at this path, English among them.
  void add(const std::string& path, std::string content_type, std::string content, const std::string& language = {});
  /// `target`: as in the request line; `accept_encoding`, `accept_language`: the headers' values.
  [[nodiscard]] std::optional<Found> find(std::string_view target, std::string_view accept_encoding,
                                          std::string_view accept_language = {}) const;
  [[nodiscard]] std::size_t count() const { return files_.size(); }

 private:
  using ByPath = std::map<std::string, WebFile, std::less<>>;
  void add_short_names();
  [[nodiscard]] const WebFile* file_for(std::string_view target, std::string_view accept_language) const;
  ByPath files_;
  /// What there is in several languages, by path and language.
  std::map<std::string, std::map<std::string, WebFile, std::less<>>, std::less<>> in_languages_;
};

}  // namespace mailglass::relay::http
