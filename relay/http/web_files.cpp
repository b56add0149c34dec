#include "http/web_files.h"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <cstdint>
#include <filesystem>

#include "config/anchors.h"
#include "config/file.h"
#include "config/roots.h"
#include "http/gzip.h"
#include "http/language.h"
#include "speech/words.h"

namespace mailglass::relay::http {
namespace {

namespace fs = std::filesystem;
namespace beast = boost::beast;

constexpr std::size_t kMaxFiles = 4096;
constexpr std::string_view kRootsPath = "/roots.pem";
constexpr std::string_view kAnchorsPath = "/anchors.txt";

struct TypeRow {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array<TypeRow, 16> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".pem", "application/x-pem-file"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/plain; charset=utf-8"},
    {".ts", "text/plain; charset=utf-8"},
}};

std::string type_of(std::string_view path) {
  for (const TypeRow& row : kTypes) {
    if (path.ends_with(row.ending)) return std::string(row.type);
  }
  return "application/octet-stream";
}

/// FNV-1a: a change is noticed; nobody gains by a collision in his own files.
std::string etag_of(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : content) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3U;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string tag = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) tag += kDigits[(hash >> shift) & 0xf];
  return tag + "\"";
}

/// "name-HASH.ending" as bundlers write it, HASH of 8 letters, digits, "_" or "-" with a digit or capital among them.
bool has_hashed_name(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  if (name.size() < 10 || name[name.size() - 9] != '-') return false;
  const std::string_view hash = name.substr(name.size() - 8);
  const auto is_varied = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return std::any_of(hash.begin(), hash.end(), is_varied);
}

WebFile file_of(const std::string& path, std::string content) {
  WebFile file;
  file.content_type = type_of(path);
  file.is_page = path.ends_with(".html");
  file.cache_control = has_hashed_name(path) ? "public, max-age=31536000, immutable" : "no-cache";
  std::string etag = etag_of(content);
  file.variants[Encoding::Identity] = {std::move(content), std::move(etag)};
  return file;
}

/// Whether an Accept-Encoding value takes `coding` (RFC 9110 section 12.5.3); "*" is about those that it does not name.
bool accepts(std::string_view header, std::string_view coding) {
  bool others = false;
  for (const auto& [name, parameters] : beast::http::ext_list(header)) {
    bool taken = true;
    for (const auto& [key, value] : parameters) {
      if (beast::iequals(key, "q")) taken = value.find_first_of("123456789") != beast::string_view::npos;
    }
    if (beast::iequals(name, coding)) return taken;
    if (name == "*") others = taken;
  }
  return others;
}

}  // namespace

std::variant<WebFiles, std::string> WebFiles::load(const Config& config) {
  WebFiles files;
  if (!config.web.empty()) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(config.web, error), end; !error && it != end; it.increment(error)) {
      if (!it->is_regular_file(error) || it->is_symlink(error)) continue;
      const std::string path = "/" + fs::relative(it->path(), config.web, error).generic_string();
      if (error || path.find("/.") != std::string::npos) continue;
      if (files.files_.size() >= kMaxFiles) return "web: more than " + std::to_string(kMaxFiles) + " files";
      auto content = read_file(it->path().string());
      if (!content) return "web: \"" + it->path().string() + "\" cannot be read, or is too large";
      files.files_.emplace(path, file_of(path, std::move(*content)));
    }
    if (error) return "web: \"" + config.web + "\" cannot be read: " + error.message();
  }
  auto read = read_roots(config);
  if (const auto* bad = std::get_if<BadFile>(&read)) return error_of(*bad).text;
  auto& roots = std::get<std::string>(read);
  // The page's own roots are packed; a lab's need its extra roots in the same file.
  if (!roots.empty() && (!config.extra_roots.empty() || !files.files_.contains(kRootsPath))) {
    files.files_.erase(std::string(kRootsPath) + ".br");
    files.files_.erase(std::string(kRootsPath) + ".gz");
    std::string packed = gzip(roots);
    files.files_.insert_or_assign(std::string(kRootsPath), file_of(std::string(kRootsPath), std::move(roots)));
    files.files_.insert_or_assign(std::string(kRootsPath) + ".gz", file_of("", std::move(packed)));
  }
  auto anchors = read_anchors(config);
  if (const auto* bad = std::get_if<BadFile>(&anchors)) return error_of(*bad).text;
  if (has_own_anchors(config) || !files.files_.contains(kAnchorsPath)) {
    for (const char* packed : {".br", ".gz"}) files.files_.erase(std::string(kAnchorsPath) + packed);
    files.files_.insert_or_assign(
        std::string(kAnchorsPath),
        file_of(std::string(kAnchorsPath), dnssec::to_text(std::get<std::vector<dnssec::Anchor>>(anchors))));
  }
  for (auto& [path, file] : files.files_) {
    for (const auto& [ending, encoding] : {std::pair{".br", Encoding::Brotli}, std::pair{".gz", Encoding::Gzip}}) {
      const auto packed = files.files_.find(path + ending);
      if (packed != files.files_.end()) file.variants[encoding] = packed->second.variants[Encoding::Identity];
    }
  }
  files.add_short_names();
  return files;
}

/// Pages have an address without their ending, "/embed" for "/embed.html".
void WebFiles::add_short_names() {
  constexpr std::string_view kEnding = ".html", kIndex = "/index";
  std::map<std::string, WebFile, std::less<>> pages;
  for (const auto& [path, file] : files_) {
    if (!path.ends_with(kEnding)) continue;
    const std::string name = path.substr(0, path.size() - kEnding.size());
    pages.emplace(name == kIndex ? "/" : name, file);
  }
  files_.merge(pages);
}

void WebFiles::add(const std::string& path, std::string content_type, std::string content,
                   const std::string& language) {
  WebFile file = file_of(path, std::move(content));
  file.is_page = content_type.starts_with("text/html");
  file.content_type = std::move(content_type);
  file.language = language;
  if (language.empty())
    files_.insert_or_assign(path, std::move(file));
  else
    in_languages_[path].insert_or_assign(language, std::move(file));
}

const WebFile* WebFiles::file_for(std::string_view target, std::string_view accept_language) const {
  const std::string_view path = target.substr(0, target.find_first_of("?#"));
  const auto several = in_languages_.find(path);
  if (several == in_languages_.end()) {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
  }
  const auto& files = several->second;
  auto spoken = files.find(language_for(target, accept_language));
  if (spoken == files.end()) spoken = files.find(english().language());
  return spoken == files.end() ? nullptr : &spoken->second;
}

std::optional<Found> WebFiles::find(std::string_view target, std::string_view accept_encoding,
                                    std::string_view accept_language) const {
  const WebFile* const wanted = file_for(target, accept_language);
  if (!wanted) return std::nullopt;
  const WebFile& file = *wanted;
  const auto chosen = [&](Encoding encoding, std::string_view coding) -> const Variant* {
    const auto variant = file.variants.find(encoding);
    return variant != file.variants.end() && accepts(accept_encoding, coding) ? &variant->second : nullptr;
  };
  if (const Variant* brotli = chosen(Encoding::Brotli, "br")) return Found{&file, Encoding::Brotli, brotli};
  if (const Variant* gzip = chosen(Encoding::Gzip, "gzip")) return Found{&file, Encoding::Gzip, gzip};
  return Found{&file, Encoding::Identity, &file.variants.at(Encoding::Identity)};
}

}  // namespace mailglass::relay::http
