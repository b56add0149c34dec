// mailglass.v1: what can be read, is written again as it was read; what is written can be read.

#include "property.h"
#include "wire/control.h"
#include "wire/frame.h"

using namespace mailglass;

namespace {

void check_frame(ByteView bytes) {
  const auto frame = wire::decode(bytes);
  if (!frame) {
    MUST(frame.error().offset <= bytes.size() && !frame.error().rule.empty());
    return;
  }
  MUST(!frame->bytes.empty() && frame->bytes.size() <= wire::kMaxFrameBytes);
  const Bytes again = wire::encode(*frame);
  MUST(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
}

/// JSON has many spellings of a message; the one this codec writes is a fixed point.
template <class Decode>
void check_text(std::string_view text, const Decode& decode) {
  const auto message = decode(text);
  if (!message) {
    MUST(message.error().rule.find(':') != std::string_view::npos);
    return;
  }
  const std::string once = wire::encode(*message);
  const auto again = decode(once);
  MUST(again && again->index() == message->index());
  MUST(wire::encode(*again) == once);
}

/// Ids are what everything else hangs on.
void check_bounds(std::string_view text) {
  const auto message = wire::decode_from_page(text);
  if (!message) return;
  if (const auto* probe = std::get_if<wire::Probe>(&*message)) {
    MUST(probe->id != 0 && probe->client_hello.size() <= wire::kMaxClientHello && probe->host.size() <= wire::kMaxName);
  }
  if (const auto* lookup = std::get_if<wire::Lookup>(&*message))
    MUST(lookup->id != 0 && lookup->name.size() <= wire::kMaxName);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check_frame(bytes);
  const std::string text = text_of(bytes);
  check_text(text, wire::decode_from_page);
  check_text(text, wire::decode_from_relay);
  check_bounds(text);
  return 0;
}
