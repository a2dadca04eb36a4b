#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <utility>

namespace kontor::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A socket, with or without TLS on it.
class Stream {
 public:
  using Chunks = std::array<asio::const_buffer, 2>;

  Stream(tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (tls != nullptr) tls_ = std::make_unique<Tls>(socket_, *tls);
  }

  bool secure() const { return tls_ != nullptr; }
  tcp::socket& socket() { return socket_; }

  // Plain sockets only: what the kernel takes at once.
  std::size_t write_now(const Chunks& chunks, error_code& error) { return socket_.write_some(chunks, error); }

  template <class Done>
  void read_some(asio::mutable_buffer room, Done done) {
    tls_ ? tls_->async_read_some(room, std::move(done)) : socket_.async_read_some(room, std::move(done));
  }
  template <class Done>
  void write_some(const Chunks& chunks, Done done) {
    tls_ ? tls_->async_write_some(chunks, std::move(done)) : socket_.async_write_some(chunks, std::move(done));
  }
  template <class Done>
  void shake_hands(Done done) {
    tls_->async_handshake(asio::ssl::stream_base::server, std::move(done));
  }
  template <class Done>
  void say_goodbye(Done done) {
    tls_->async_shutdown(std::move(done));
  }

  void cancel() {
    error_code ignored;
    socket_.cancel(ignored);
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  using Tls = asio::ssl::stream<tcp::socket&>;

  tcp::socket socket_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace kontor::http
