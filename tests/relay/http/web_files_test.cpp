#include "http/web_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/beast/zlib/inflate_stream.hpp>
#include <filesystem>
#include <fstream>

#include "http/gzip.h"

namespace mailglass::relay {
namespace {

namespace fs = std::filesystem;

class Site : public testing::Test {
 protected:
  Site() {
    write("index.html", "<!doctype html>");
    write("assets/analyzer-Ab3dE_9x.wasm", "wasm");
    write("assets/analyzer-Ab3dE_9x.wasm.br", "packed");
    write("mail-glass.js", "script");
    write("module.mjs", "module");
    write(".secret", "secret");
    write("../outside.txt", "outside");
    fs::create_symlink(folder_ / "outside.txt", folder_ / "web/link.txt");
    config_.web = folder_ / "web";
    config_.roots = "";
  }
  ~Site() override { fs::remove_all(folder_); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  void write(const std::string& path, const std::string& content) {
    const fs::path whole = folder_ / "web" / path;
    fs::create_directories(folder_ / "web/assets");
    std::ofstream(whole) << content;
  }
  http::WebFiles load() { return std::get<http::WebFiles>(http::WebFiles::load(config_)); }

  fs::path folder_ = fs::temp_directory_path() / ("mailglass-web-" + std::to_string(::getpid()));
  Config config_;
};

TEST_F(Site, ServesItsFilesWithTheirTypes) {
  const auto files = load();
  const struct {
    const char* path;
    const char* type;
    const char* cache;
  } rows[] = {{"/", "text/html; charset=utf-8", "no-cache"},
              {"/index.html?domain=example.org", "text/html; charset=utf-8", "no-cache"},
              {"/assets/analyzer-Ab3dE_9x.wasm", "application/wasm", "public, max-age=31536000, immutable"},
              {"/mail-glass.js", "text/javascript; charset=utf-8", "no-cache"},
              {"/module.mjs", "text/javascript; charset=utf-8", "no-cache"}};
  for (const auto& row : rows) {
    const auto found = files.find(row.path, "");
    ASSERT_TRUE(found) << row.path;
    EXPECT_EQ(found->file->content_type, row.type);
    EXPECT_EQ(found->file->cache_control, row.cache) << row.path;
  }
}

TEST_F(Site, ServesNothingElse) {
  const auto files = load();
  for (const char* path :
       {"/.secret", "/../outside.txt", "/assets/../../outside.txt", "/%2e%2e/outside.txt", "/link.txt", "/assets", "",
        "index.html", "//index.html", "/etc/passwd", "/..%5coutside.txt"}) {
    EXPECT_FALSE(files.find(path, "br, gzip")) << path;
  }
}

TEST_F(Site, GivesThePackedVariantToWhoTakesIt) {
  const auto files = load();
  const struct {
    const char* accept;
    const char* content;
  } rows[] = {{"", "wasm"},       {"gzip", "wasm"},     {"gzip, br", "packed"}, {"br;q=0.5", "packed"},
              {"br;q=0", "wasm"}, {"brotli", "wasm"},   {"*", "packed"},        {"BR", "packed"},
              {"*;q=0", "wasm"},  {"br;q=0, *", "wasm"}};
  for (const auto& row : rows)
    EXPECT_EQ(files.find("/assets/analyzer-Ab3dE_9x.wasm", row.accept)->variant->content, row.content) << row.accept;
}

TEST_F(Site, ServesItsPagesWithoutTheirEndings) {
  write("embed.html", "<!doctype html>embed");
  const auto files = load();
  for (const char* path : {"/embed", "/embed?compact", "/embed.html"}) {
    const auto found = files.find(path, "");
    ASSERT_TRUE(found) << path;
    EXPECT_EQ(found->variant->content, "<!doctype html>embed");
    EXPECT_TRUE(found->file->is_page);
  }
  EXPECT_FALSE(files.find("/index", ""));
  EXPECT_FALSE(files.find("/mail-glass", ""));
}

/// What a browser makes of a packed answer.
std::string unpacked(std::string_view gzip, std::size_t size) {
  constexpr std::size_t kHead = 10, kTail = 8;
  std::string content(size, ' ');
  boost::beast::zlib::inflate_stream stream;
  boost::beast::zlib::z_params at{};
  at.next_in = gzip.data() + kHead;
  at.avail_in = gzip.size() - kHead - kTail;
  at.next_out = content.data();
  at.avail_out = content.size();
  boost::beast::error_code error;
  stream.write(at, boost::beast::zlib::Flush::finish, error);
  content.resize(at.total_out);
  return content;
}

TEST_F(Site, GivesTheRootsPacked) {
  std::string roots;
  for (int i = 0; i < 5000; ++i) roots += "-----BEGIN CERTIFICATE----- " + std::to_string(i) + "\n";
  write("../system.pem", roots);
  config_.roots = folder_ / "system.pem";
  const auto files = load();
  const auto found = files.find("/roots.pem", "gzip");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->encoding, http::Encoding::Gzip);
  EXPECT_EQ(found->file->content_type, "application/x-pem-file");
  const std::string& packed = found->variant->content;
  EXPECT_LT(packed.size(), roots.size() / 2);
  EXPECT_EQ(packed.substr(0, 3), "\x1f\x8b\x08");
  EXPECT_EQ(unpacked(packed, roots.size()), roots);
  EXPECT_EQ(files.find("/roots.pem", "")->variant->content, roots);
  // Checked by whoever unpacks it: the CRC of "123456789" (its check value) and the length.
  EXPECT_EQ(http::gzip("123456789").substr(http::gzip("123456789").size() - 8),
            std::string("\x26\x39\xf4\xcb\x09\0\0\0", 8));
}

TEST_F(Site, GivesTheRootsWithTheLabsBehindThem) {
  write("roots.pem", "page roots\n");
  write("roots.pem.br", "packed page roots");
  EXPECT_EQ(load().find("/roots.pem", "br")->variant->content, "packed page roots");
  write("../system.pem", "system");
  write("../lab.pem", "lab\n");
  config_.roots = folder_ / "system.pem";
  config_.extra_roots = folder_ / "lab.pem";
  EXPECT_EQ(load().find("/roots.pem", "br")->variant->content, "system\nlab\n");
  config_.web = "";
  config_.extra_roots = "";
  EXPECT_EQ(load().find("/roots.pem", "")->variant->content, "system\n");
}

}  // namespace
}  // namespace mailglass::relay
