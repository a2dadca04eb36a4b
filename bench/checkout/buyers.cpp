#include "buyers.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "answer.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/ids.hpp"
#include "kernel/core/random.hpp"
#include "kernel/db/embedded/unique_fd.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Moment = steady_clock::time_point;

constexpr seconds kPatience{30};
constexpr milliseconds kLookAgain{50};
constexpr std::string_view kWhere =
    R"({"first_name":"Ada","last_name":"Lovelace",)"
    R"("line1":"Unter den Linden 1","city":"Berlin","postal_code":"10117","country":"DE"})";

double since_ms(Moment begin, Moment now) {
  return std::chrono::duration<double, std::milli>(now - begin).count();
}

db::UniqueFd connected(std::uint16_t port) {
  db::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to the shop");
  }
  return fd;
}

struct Request {
  std::string_view method;
  std::string path;
  std::string fields = {};
  std::string body = {};
};

void send_all(int fd, const Request& request) {
  const auto text =
      format("{} /api/v1{} HTTP/1.1\r\nHost: bench\r\n{}{}Content-Length: {}\r\n\r\n{}", request.method, request.path,
             request.fields, request.body.empty() ? "" : "Content-Type: application/json\r\n", request.body.size(),
             request.body);
  if (::send(fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("the shop has closed a connection");
  }
}

// What has arrived, appended; waits for it on a blocking socket.
void receive_some(int fd, std::string& received) {
  std::array<char, 32 << 10> buffer;
  const auto size = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (size <= 0) throw std::runtime_error("the shop has closed a connection");
  received.append(buffer.data(), static_cast<std::size_t>(size));
}

// One connection, and the guest who stands at it.
class Buyer {
 public:
  Buyer(std::uint16_t port, const std::vector<std::string>& variants, Bought& bought)
      : fd_(connected(port)), variants_(variants), bought_(bought) {}

  int fd() const { return fd_.get(); }
  bool busy() const { return step_ != Step::none; }
  std::optional<Moment> pauses_until() const { return pause_; }

  void begin(Moment now) {
    begun_ = now;
    go_to(Step::create, now);
  }

  // After the pause: what was refused once more, or another look.
  void go_on(Moment now) {
    pause_.reset();
    go_to(step_, now);
  }

  // Takes what has arrived; goes on to the next step when an answer is whole.
  void receive(Moment now) {
    receive_some(fd(), received_);
    if (auto answer = take_answer(received_)) hear(*answer, now);
  }

 private:
  enum class Step { none, create, add, address, options, choose, order, look };

  void go_to(Step step, Moment now) {
    step_ = step;
    if (step != Step::look) asked_ = now;
    send_all(fd(), request());
  }

  Request request() const {
    const auto cart = "/carts/" + cart_;
    const auto token = "X-Cart-Token: " + token_ + "\r\n";
    switch (step_) {
      case Step::create:
        return {"POST", "/carts", "", R"({"currency":"EUR"})"};
      case Step::add:
        return {"POST", cart + "/lines", token,
                format(R"({{"variant_id":"{}","quantity":1}})", variants_[random_u64() % variants_.size()])};
      case Step::address:

        return {
            "PATCH", cart, token,
            format(R"({{"email":"{}@example.com","shipping_address":{}}})", cart_.substr(cart_.find('_') + 1), kWhere)};
      case Step::options:
        return {"GET", cart + "/shipping-options", token};
      case Step::choose:
        return {"PUT", cart + "/shipping-option", token, format(R"({{"shipping_option_id":"{}"}})", option_)};
      case Step::order:
        return {"POST", "/orders", token + "Idempotency-Key: " + Uuid::generate().str() + "\r\n",
                format(R"({{"cart_id":"{}","payment":{{"provider":"sandbox","token":"tok_success"}}}})", cart_)};
      case Step::look:
        return {"GET", "/orders/" + order_, token};
      case Step::none:
        break;
    }
    throw std::logic_error("a buyer who wants nothing asks for nothing");
  }

  void hear(const Answer& answer, Moment now) {
    if (answer.status == 503) {
      ++bought_.refused;
      pause_ = now + seconds(answer.retry_after);
      return;
    }
    if (answer.status / 100 != 2) throw std::runtime_error(format("{} {}", answer.status, answer.body));
    switch (step_) {
      case Step::create:
        cart_ = text_member(answer.body, "id");
        token_ = text_member(answer.body, "token");
        return go_to(Step::add, now);
      case Step::add:
        return go_to(Step::address, now);
      case Step::address:
        return go_to(Step::options, now);
      case Step::options:
        option_ = text_member(answer.body, "id");
        return go_to(Step::choose, now);
      case Step::choose:
        return go_to(Step::order, now);
      case Step::order:
        bought_.order_ms.push_back(since_ms(asked_, now));
        if (answer.status == 202) ++bought_.pending;
        return look_at_order(answer, now);
      case Step::look:
        return look_at_order(answer, now);
      case Step::none:
        throw std::runtime_error("an answer that nobody waits for");
    }
  }

  void look_at_order(const Answer& answer, Moment now) {
    order_ = text_member(answer.body, "id");
    const auto status = text_member(answer.body, "status");
    if (status == "confirmed") {
      bought_.checkout_ms.push_back(since_ms(begun_, now));
      step_ = Step::none;
    } else if (status == "pending") {
      step_ = Step::look;
      pause_ = now + kLookAgain;
    } else {
      throw std::runtime_error("an order that came to nothing: " + answer.body);
    }
  }

  db::UniqueFd fd_;
  const std::vector<std::string>& variants_;
  Bought& bought_;
  Step step_ = Step::none;
  Moment begun_;
  Moment asked_;
  std::optional<Moment> pause_;
  std::string received_;
  std::string cart_;
  std::string token_;
  std::string option_;
  std::string order_;
};

// All buyers of a round, and what wakes them.
class Crowd {
 public:
  Crowd(int buyers, std::uint16_t port, const std::vector<std::string>& variants, Bought& bought) {
    for (int i = 0; i < buyers; ++i) {
      auto& buyer = *buyers_.emplace_back(std::make_unique<Buyer>(port, variants, bought));
      epoll_event event{.events = EPOLLIN, .data = {.ptr = &buyer}};
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, buyer.fd(), &event);
    }
  }

  // Lets all who are free begin, as long as `more`; whether anybody is busy.
  bool keep_busy(bool more) {
    bool busy = false;
    const auto now = steady_clock::now();
    for (const auto& buyer : buyers_) {
      if (more && !buyer->busy()) buyer->begin(now);
      if (buyer->pauses_until() && *buyer->pauses_until() <= now) buyer->go_on(now);
      busy = busy || buyer->busy();
    }
    return busy;
  }

  void wait() {
    std::array<epoll_event, 64> events;
    const auto ready = ::epoll_wait(epoll_.get(), events.data(), events.size(), 10);
    const auto now = steady_clock::now();
    if (ready > 0) heard_ = now;
    if (now - heard_ > kPatience) throw std::runtime_error("nothing was answered for half a minute");
    for (int i = 0; i < ready; ++i) static_cast<Buyer*>(events[static_cast<std::size_t>(i)].data.ptr)->receive(now);
  }

 private:
  db::UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  std::vector<std::unique_ptr<Buyer>> buyers_;
  Moment heard_ = steady_clock::now();
};

}  // namespace

Buyers::Buyers(std::uint16_t port, std::vector<std::string> variants) : port_(port), variants_(std::move(variants)) {}

Bought Buyers::buy(int buyers, const std::function<bool(std::size_t)>& enough) const {
  Bought bought;
  Crowd crowd(buyers, port_, variants_, bought);
  const auto begin = steady_clock::now();
  while (crowd.keep_busy(!enough(bought.checkout_ms.size()))) crowd.wait();
  bought.seconds = since_ms(begin, steady_clock::now()) / 1000;
  return bought;
}

std::string get(std::uint16_t port, const std::string& path) {
  const auto fd = connected(port);
  send_all(fd.get(), {"GET", path});
  for (std::string received;;) {
    receive_some(fd.get(), received);
    const auto answer = take_answer(received);
    if (answer && answer->status == 200) return answer->body;
    if (answer) throw std::runtime_error(format("GET {}: {} {}", path, answer->status, answer->body));
  }
}

}  // namespace kontor::bench
