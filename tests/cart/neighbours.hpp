#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "modules/catalog/api/catalog.hpp"
#include "modules/inventory/api/inventory.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::cart::test {

// What the cart's neighbours would say, from memory: articles with a price in euro, a weight and a stock; prices
// include 19 % VAT, a code takes off a tenth; two ways to send, only within Germany and Austria. Counts what it is
// asked. Safe from any thread.
class Neighbours final : public catalog::Catalog,
                         public pricing::Pricing,
                         public inventory::Inventory,
                         public shipping::Shipping {
 public:
  struct Article {
    std::int64_t price = 1000;
    std::int64_t stock = 100;
    bool published = true;
    int weight_grams = 500;
  };

  catalog::VariantId add(const Article& article);
  void change(const catalog::VariantId& id, const Article& article);
  // By letter case as it is; its verdict where it is not applied.
  void add_code(const std::string& code, std::optional<std::string> reason = {});
  void set_express(std::optional<std::int64_t> price);  // none: not offered
  shipping::ShippingMethodId standard() const { return standard_; }
  shipping::ShippingMethodId express() const { return express_; }

  struct Asked {
    int catalog = 0;
    int pricing = 0;
    int inventory = 0;
    int shipping = 0;
  };
  Asked asked() const;
  std::optional<std::string> last_buyer() const;

  Result<std::vector<catalog::VariantSummary>> variants(std::span<const catalog::VariantId> ids) const override;
  Result<pricing::PricedBasket> price(const pricing::Basket& basket) const override;
  Result<std::vector<inventory::StockLevel>> stock(std::span<const inventory::VariantId> ids) const override;
  Result<std::vector<shipping::Quote>> quotes(const shipping::Parcel& parcel) const override;
  Result<shipping::Quote> quote(const shipping::ShippingMethodId& id, const shipping::Parcel& parcel) const override;
  Result<std::vector<shipping::ShipmentSummary>> shipments(std::span<const shipping::ShipmentId> ids) const override;

 private:
  const Article* find(const Uuid& id) const;
  std::vector<shipping::Quote> offers(const shipping::Parcel& parcel) const;
  pricing::CodeVerdict verdict_on(const std::string& code) const;

  mutable std::mutex mutex_;
  std::map<Uuid, Article> articles_;
  std::map<std::string, std::optional<std::string>> codes_;
  std::optional<std::int64_t> express_price_ = 1290;
  shipping::ShippingMethodId standard_ = shipping::ShippingMethodId::generate();
  shipping::ShippingMethodId express_ = shipping::ShippingMethodId::generate();
  mutable Asked asked_;
  mutable std::optional<std::string> last_buyer_;
};

}  // namespace kontor::cart::test
