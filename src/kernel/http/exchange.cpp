#include "kernel/http/server.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kKeptBytes = 16 << 10;

void empty(std::string& text) {
  text.clear();
  if (text.capacity() > kKeptBytes) text.shrink_to_fit();
}

void empty(Response& response) {
  response.status = 200;
  empty(response.head);
  response.headers.clear();
  empty(response.body);
  response.content.reset();
  response.encoding = Encoding::identity;
  response.stream.reset();
  response.source = nullptr;
  response.websocket.reset();
  response.later.reset();
  response.close = false;
}

void empty(Request& request) {
  auto headers = std::move(request.headers);
  headers.clear();
  request = Request{};
  request.headers = std::move(headers);
}

}  // namespace

void Exchange::reset() {
  empty(request);
  empty(response);
  request_id.clear();
  client_address.clear();
  trace = {};
  outer_span.reset();
  caller = {};
  priority = Priority::catalog;
  lane = Lane::standard;
  route = nullptr;
  path_values = {};
  answered = false;
}

}  // namespace kontor::http
