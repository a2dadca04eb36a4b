#include "modules/pricing/http/endpoints.hpp"

namespace kontor::pricing {

namespace {

struct PreviewLine {
  catalog::VariantId variant_id;
  std::int64_t quantity = 1;

  static void rules(json::Rules<PreviewLine>& rule) { rule(&PreviewLine::quantity).range(1, 1'000'000).example(2); }
};
KONTOR_DESCRIBE(PreviewLine, variant_id, quantity)

struct PreviewShipping {
  Money price;
  std::string tax_class = "standard";

  static void rules(json::Rules<PreviewShipping>& rule) {
    rule(&PreviewShipping::tax_class).optional().length(1, 50).example("standard");
  }
};
KONTOR_DESCRIBE(PreviewShipping, price, tax_class)

struct PreviewDestination {
  std::string country;
  std::optional<std::string> region;
  std::string postal_code;

  static void rules(json::Rules<PreviewDestination>& rule) {
    rule(&PreviewDestination::country).length(2, 2).example("DE");
    rule(&PreviewDestination::region).length(1, 50);
    rule(&PreviewDestination::postal_code).optional().length(0, 20).example("10115");
  }
};
KONTOR_DESCRIBE(PreviewDestination, country, region, postal_code)

struct PreviewBasket {
  Currency currency;
  std::vector<PreviewLine> lines;
  std::optional<PreviewShipping> shipping;
  std::optional<PreviewDestination> destination;
  std::optional<std::string> customer_key;
  std::optional<std::string> customer_group;
  bool first_order = false;
  bool tax_exempt = false;
  std::vector<std::string> codes;

  static void rules(json::Rules<PreviewBasket>& rule) {
    rule(&PreviewBasket::currency).example("EUR");
    rule(&PreviewBasket::lines).items(0, 500);
    rule(&PreviewBasket::destination).doc("Taxed as at home without");
    rule(&PreviewBasket::customer_key).doc("By which limits per customer are counted").length(1, 200);
    rule(&PreviewBasket::customer_group).length(1, 100).example("wholesale");
    rule(&PreviewBasket::first_order).optional();
    rule(&PreviewBasket::tax_exempt).optional();
    rule(&PreviewBasket::codes).optional().items(0, 20).length(1, 50).example("WELCOME10");
  }
};
KONTOR_DESCRIBE(PreviewBasket, currency, lines, shipping, destination, customer_key, customer_group, first_order,
                tax_exempt, codes)

Basket basket_in(const PreviewBasket& body) {
  Basket basket{.currency = body.currency,
                .lines = {},
                .shipping = {},
                .destination = {},
                .buyer = {body.customer_key, body.customer_group, body.first_order, body.tax_exempt},
                .codes = body.codes,
                .reference = {}};
  for (const auto& line : body.lines) basket.lines.push_back({Uuid::generate(), line.variant_id, line.quantity});
  if (body.shipping) basket.shipping = WantedShipping{body.shipping->price, body.shipping->tax_class};
  if (body.destination) {
    basket.destination =
        Destination{body.destination->country, body.destination->region, body.destination->postal_code};
  }
  return basket;
}

}  // namespace

http::Endpoint preview_endpoint(const Pricing& pricing) {
  return for_readers(http::post("/pricing/preview"))
      .summary("What a basket would cost, and why to the cent")
      .body<PreviewBasket>()
      .answers<PricedBasket>()
      .handle([&pricing](const auto& call) { return pricing.price(basket_in(call.body)); });
}

}  // namespace kontor::pricing
