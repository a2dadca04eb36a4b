#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/fake_peer.hpp"
#include "payment/payment_house.hpp"

namespace kontor::payment::test {

// Stripe as far as we use it: payment intents, refunds, events, with idempotency keys and a memory. It can lose answers
// after it has acted, be away, and gives its events out to be sent as webhooks in whatever order a test likes.
class FakeStripe {
 public:
  FakeStripe();

  std::string url() const { return peer_.url(""); }
  // As Stripe, it signs with this.
  static constexpr const char* kSecret = "whsec_of_a_test";

  // So many answers are cut off after the request has had its effect.
  void lose(int answers) { to_lose_ = answers; }
  // So many requests are answered 503 without having an effect.
  void be_away(int requests) { away_ = requests; }

  struct Intent {
    std::string id, status, payment_id;
    std::int64_t amount = 0, received = 0, refunded = 0;
  };
  std::vector<Intent> intents() const;
  // The bodies of all events so far, the oldest first.
  std::vector<std::string> events() const;
  // What the customer does with their bank.
  void customer_confirms(const std::string& id);
  int requests_without_key() const { return without_key_; }

 private:
  std::string answer(const std::string& request);
  std::string act(const std::string& method, const std::string& path, const Json& form);
  std::string create(const Json& form);
  std::string finish(Intent& intent, const std::string& verb);
  std::string refund(const Json& form);
  std::string list_events(const std::string& query) const;
  Json described(const Intent& intent) const;
  void note(const std::string& type, const Json& object);

  mutable std::mutex mutex_;
  std::vector<Intent> intents_;
  std::vector<Json> events_;
  std::map<std::string, std::string> answers_;  // by Idempotency-Key
  int refunds_ = 0;
  std::atomic<int> to_lose_ = 0, away_ = 0, without_key_ = 0;
  http::FakePeer peer_;  // last: its threads use the rest
};

}  // namespace kontor::payment::test
