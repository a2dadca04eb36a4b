// The ruler of the bench: the smallest Beast server that answers every request with the same bytes. One event loop per
// thread, asynchronous, keep-alive; nothing else of what a product needs.
//
//   bench_bare_server --port 8090 --body-bytes 12 [--threads 2]

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

struct Options {
  int port = 8090;
  int body_bytes = 12;
  int threads = 2;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc) return std::nullopt;
    const std::string_view name = argv[i];
    int* value = name == "--port"         ? &options.port
                 : name == "--body-bytes" ? &options.body_bytes
                 : name == "--threads"    ? &options.threads
                                          : nullptr;
    if (value == nullptr) return std::nullopt;
    *value = std::atoi(argv[i + 1]);
  }
  return options;
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const std::string& body) : socket_(std::move(socket)), body_(body) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->write();
    });
  }

 private:
  void write() {
    response_ = {http::status::ok, request_.version()};
    response_.set(http::field::server, "bare");
    response_.set(http::field::content_type, "application/json");
    response_.keep_alive(request_.keep_alive());
    response_.body() = body_;
    response_.prepare_payload();
    http::async_write(socket_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) self->read();
    });
  }

  tcp::socket socket_;
  const std::string& body_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

// Connections go round the loops.
void accept(tcp::acceptor& acceptor, std::vector<std::unique_ptr<asio::io_context>>& loops, std::size_t next,
            const std::string& body) {
  asio::io_context& loop = *loops[next % loops.size()];
  acceptor.async_accept(loop, [&acceptor, &loops, &loop, next, &body](beast::error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      const auto session = std::make_shared<Session>(std::move(socket), body);
      asio::post(loop, [session] { session->read(); });
    }
    accept(acceptor, loops, next + 1, body);
  });
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse(argc, argv);
  if (!options || options->threads < 1) {
    std::fputs("usage: bench_bare_server [--port N] [--body-bytes M] [--threads T]\n", stderr);
    return 2;
  }
  const std::string body(static_cast<std::size_t>(options->body_bytes), 'x');
  std::vector<std::unique_ptr<asio::io_context>> loops;
  for (int i = 0; i < options->threads; ++i) loops.push_back(std::make_unique<asio::io_context>(1));
  tcp::acceptor acceptor(*loops.front(),
                         tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(options->port)));
  accept(acceptor, loops, 0, body);
  std::printf("ready http://127.0.0.1:%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  std::vector<std::thread> threads;
  for (const auto& loop : loops) {
    threads.emplace_back([&loop] {
      const auto guard = asio::make_work_guard(*loop);
      loop->run();
    });
  }
  for (std::thread& thread : threads) thread.join();
}
