#include "modules/pricing/actions/price_changes.hpp"

#include "modules/pricing/api/events.hpp"

namespace kontor::pricing {

namespace {

class Forgetting final : public db::Companion {
 public:
  explicit Forgetting(const std::function<void()>& forget) : forget_(forget) {}
  void before_commit(db::Tx&) override {}
  void committed() noexcept override { forget_(); }

 private:
  const std::function<void()>& forget_;
};

}  // namespace

void PriceChanges::note(db::Tx& tx, const Change& change) {
  trail_.record(tx, {.action = "pricing." + std::string(change.action),
                     .subject = change.id,
                     .before = change.before,
                     .after = change.after,
                     .personal = {}});
  log_.publish(tx, PricesChanged::kKey, PricesChanged{std::string(change.what), change.id});
  tx.companion<Forgetting>([&] { return std::make_unique<Forgetting>(forget_); });
}

}  // namespace kontor::pricing
