#include "modules/pricing/module.hpp"

#include "modules/catalog/api/events.hpp"
#include "modules/pricing/actions/claims.hpp"
#include "modules/pricing/actions/price_changes.hpp"
#include "modules/pricing/actions/price_facts.hpp"
#include "modules/pricing/actions/quoting.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/seed/seeding.hpp"
#include "modules/pricing/store/rulebook_rows.hpp"

namespace kontor::pricing {

void PricingSettings::rules(json::Rules<PricingSettings>& rule) {
  rule(&PricingSettings::home_country)
      .doc("Where the shop is at home: whoever has said no address yet is taxed as there")
      .length(2, 2);
  rule(&PricingSettings::most_goods).doc("Of how many variants the prices are kept in memory").range(500, 10'000'000);
  rule(&PricingSettings::claim_memory_days)
      .doc("How long claims on promotions are remembered that were refused or released")
      .range(7, 3650);
}

class Module::Parts {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        facts_(ground_.database, ground_.catalog,
               {static_cast<std::size_t>(ground_.settings.most_goods), ground_.settings.home_country}, ground_.clock,
               ground_.metrics),
        quoting_(ground_.database, facts_, ground_.clock),
        changes_(ground_.log, ground_.trail, [this] { facts_.forget_all(); }),
        news_(ground_.tails.listen({catalog::kCatalogEvents, kPricingEvents},
                                   {.on_event = [this](const events::Event& event) { heed(event); },
                                    .on_gap = [this] { facts_.forget_all(); }})) {}

  const Pricing& pricing() const { return quoting_; }
  std::vector<http::Endpoint> endpoints() {
    const Room room{ground_.database, ground_.once, changes_};
    std::vector<http::Endpoint> all{preview_endpoint(quoting_)};
    for (const auto& group : {promotion_endpoints(room), promotion_code_endpoints(room), price_list_endpoints(room),
                              price_list_entry_endpoints(room), tax_zone_endpoints(room), tax_class_endpoints(room),
                              currency_endpoints(room)}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }
  std::vector<events::Group> groups() { return {claims_group(ground_.database, ground_.log)}; }
  std::vector<jobs::Job> jobs() { return {forgetting_job(ground_.database, ground_.settings.claim_memory_days)}; }
  Result<void> check() const {
    const auto counts = rulebook_rows::counts(ground_.database);
    return counts ? Result<void>() : Result<void>(counts.error());
  }
  Result<SeedReport> seed(std::span<const catalog::VariantId> ids) {
    const auto goods = ground_.catalog.variants(ids);
    if (!goods) return goods.error();
    return fill_with_demo_data(ground_.database, ground_.log, *goods);
  }

 private:
  // What is about one product is forgotten with it.
  void heed(const events::Event& event) {
    if (event.topic == kPricingEvents.name) {
      if (event.type == PricesChanged::kMessage.name) facts_.forget_all();
    } else if (const auto product = catalog::ProductId::parse(event.aggregateid)) {
      facts_.forget_product(*product);
    } else {
      facts_.forget_goods();
    }
  }

  Ground ground_;
  PriceFacts facts_;
  Quoting quoting_;
  PriceChanges changes_;
  events::Tails::Subscription news_;  // of this or another instance: what is kept may be old
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<ClaimPromotions>(),    events::describe<ReleasePromotions>(),
          events::describe<PromotionsClaimed>(),  events::describe<PromotionsRefused>(),
          events::describe<PromotionsReleased>(), events::describe<PricesChanged>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Pricing& Module::pricing() const {
  return parts_->pricing();
}
std::vector<http::Endpoint> Module::endpoints() const {
  return parts_->endpoints();
}
std::vector<events::Group> Module::groups() {
  return parts_->groups();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
Result<void> Module::check() const {
  return parts_->check();
}
Result<SeedReport> Module::seed(std::span<const catalog::VariantId> goods) const {
  return parts_->seed(goods);
}

}  // namespace kontor::pricing
