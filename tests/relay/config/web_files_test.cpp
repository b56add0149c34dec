#include "http/web_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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
  } rows[] = {{"", "wasm"},           {"gzip", "wasm"},   {"gzip, br", "packed"},
              {"br;q=0.5", "packed"}, {"br;q=0", "wasm"}, {"brotli", "wasm"}};
  for (const auto& row : rows)
    EXPECT_EQ(files.find("/assets/analyzer-Ab3dE_9x.wasm", row.accept)->variant->content, row.content) << row.accept;
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
