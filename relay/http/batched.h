#pragma once
// A layer below a WebSocket: what is written while more is known to follow is kept, and leaves with it in one piece.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <cstddef>
#include <utility>
#include <vector>

namespace mailglass::relay::http {

/// Fulfils Beast's requirements of an AsyncStream. A probe leads to some fifteen short messages, and a system call for
/// each would be most of its cost.
class Batched {
 public:
  using next_layer_type = boost::beast::tcp_stream;
  using executor_type = next_layer_type::executor_type;
  using error_code = boost::system::error_code;

  explicit Batched(next_layer_type next) : next_(std::move(next)) {}

  next_layer_type& next_layer() { return next_; }
  [[nodiscard]] const next_layer_type& next_layer() const { return next_; }
  executor_type get_executor() { return next_.get_executor(); }

  [[nodiscard]] bool all_written() const { return kept_.empty(); }
  /// True: whoever writes is sure to write again when the write that comes is done. False: nothing is kept back.
  void more_follows(bool follows) { more_follows_ = follows; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return next_.async_read_some(buffers, std::forward<Token>(token));
  }

  /// Takes all of `buffers`. Done at once where more follows, and else when everything kept is written.
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    const std::size_t size = boost::asio::buffer_size(buffers);
    const std::size_t before = kept_.size();
    kept_.resize(before + size);
    boost::asio::buffer_copy(boost::asio::buffer(kept_.data() + before, size), buffers);
    const bool keep = more_follows_ && kept_.size() < kMostKept;
    return boost::asio::async_compose<Token, void(error_code, std::size_t)>(Write{this, size, keep}, token, next_);
  }

 private:
  static constexpr std::size_t kMostKept = 16384;

  struct Write {
    Batched* stream;
    std::size_t size;
    bool keep;
    bool begun = false;

    template <class Self>
    void operator()(Self& self, error_code error = {}, std::size_t /*written*/ = 0) {
      if (!std::exchange(begun, true)) {
        Batched& to = *stream;
        if (keep) {
          boost::asio::post(to.get_executor(), std::move(self));
        } else {
          boost::asio::async_write(to.next_, boost::asio::buffer(to.kept_), std::move(self));
        }
        return;
      }
      if (!keep) std::vector<std::uint8_t>().swap(stream->kept_);
      self.complete(error, error ? 0 : size);
    }
  };

  next_layer_type next_;
  std::vector<std::uint8_t> kept_;
  bool more_follows_ = false;
};

/// What Beast asks of a layer: how a connection ends.
template <class Handler>
void async_teardown(boost::beast::role_type role, Batched& stream, Handler&& handler) {
  using boost::beast::async_teardown;
  using boost::beast::websocket::async_teardown;
  async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace mailglass::relay::http
