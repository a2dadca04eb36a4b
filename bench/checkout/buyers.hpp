#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kontor::bench {

// What buyers met with.
struct Bought {
  std::vector<double> checkout_ms;  // from the first request of a cart to its confirmed order
  std::vector<double> order_ms;     // of these, POST /orders to its answer
  std::int64_t pending = 0;         // answered 202, and asked for again until they were confirmed
  std::int64_t refused = 0;         // 503, and tried again when they were told to
  double seconds = 0;

  double a_second() const { return static_cast<double>(checkout_ms.size()) / seconds; }
};

// Whom the shop serves: guests who each make a cart, put one article into it, say where they live, look at what sending
// costs, choose, and order; then the next one comes. Each has a connection that is kept. One thread serves them all, so
// that the machine is left to the server.
class Buyers {
 public:
  Buyers(std::uint16_t port, std::vector<std::string> variants);

  // Until `enough(checkouts so far)`; those under way are finished. Throws std::runtime_error for an answer that no
  // buyer expects, and when nothing is answered for half a minute.
  Bought buy(int buyers, const std::function<bool(std::size_t)>& enough) const;

 private:
  std::uint16_t port_;
  std::vector<std::string> variants_;
};

// One GET on a connection of its own: the body of a 200.
std::string get(std::uint16_t port, const std::string& path);

}  // namespace kontor::bench
