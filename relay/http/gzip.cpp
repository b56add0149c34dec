#include "http/gzip.h"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

namespace mailglass::relay::http {
namespace {

namespace zlib = boost::beast::zlib;

void append_u32(std::string& to, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) to += static_cast<char>(value >> shift & 0xffU);
}

}  // namespace

std::string gzip(std::string_view content) {
  constexpr int kBest = 9, kWindowBits = 15, kMemory = 9;
  zlib::deflate_stream stream;
  stream.reset(kBest, kWindowBits, kMemory, zlib::Strategy::normal);
  // Deflate, no flags, no time, best compression, of an unknown file system.
  constexpr std::string_view kHead{"\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10};
  std::string packed(kHead);
  packed.resize(kHead.size() + stream.upper_bound(content.size()));
  zlib::z_params at{};
  at.next_in = content.data();
  at.avail_in = content.size();
  at.next_out = packed.data() + kHead.size();
  at.avail_out = packed.size() - kHead.size();
  boost::beast::error_code error;
  stream.write(at, zlib::Flush::finish, error);
  packed.resize(kHead.size() + at.total_out);
  boost::crc_32_type crc;
  crc.process_bytes(content.data(), content.size());
  append_u32(packed, crc.checksum());
  append_u32(packed, static_cast<std::uint32_t>(content.size()));
  return packed;
}

}  // namespace mailglass::relay::http
