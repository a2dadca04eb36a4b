#include "pricing/examples.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "kernel/core/text.hpp"

namespace kontor::pricing::test {

namespace {

Uuid numbered(std::uint64_t kind, std::uint64_t number) {
  return Uuid::v7(number, kind, number);
}

std::string part_after(const std::string& text, const std::string& before) {
  REQUIRE(text.starts_with(before));
  return text.substr(before.size());
}

class Reader {
 public:
  explicit Reader(Example& example) : example_(example) {}

  void read(const std::string& line) {
    const auto space = line.find(' ');
    const auto word = line.substr(0, space);
    const auto rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (word == "currency") return read_currency(rest);
    if (word == "tax") return read_tax(rest);
    if (word == "line") return read_line(rest);
    if (word == "shipping") return read_shipping(rest);
    if (word == "promotion") return read_promotion(rest);
    if (word == "buyer") return read_buyer(rest);
    FAIL("what is " << line);
  }

 private:
  Money money(const std::string& text) const {
    const auto dot = text.find('.');
    std::string digits = text.substr(0, dot);
    auto minor = dot == std::string::npos ? std::string() : text.substr(dot + 1);
    minor.resize(static_cast<std::size_t>(example_.basket.currency.minor_digits()), '0');
    return {std::stoll(digits + minor), example_.basket.currency};
  }

  static std::int64_t ppm(const std::string& percent) { return std::llround(std::stold(percent) * 10'000); }

  void read_currency(const std::string& rest) {
    example_.basket.currency = *Currency::parse(rest.substr(0, 3));
    example_.rules.currencies = {{.currency = example_.basket.currency,
                                  .prices_include_tax = part_after(rest.substr(3), ", tax ") == "included"}};
  }

  void read_tax(const std::string& rest) {
    TaxZone zone{.name = "Here", .country = "DE"};
    static const std::regex kRate(R"((\w+) ([\d.]+) %)");
    for (std::sregex_iterator at(rest.begin(), rest.end(), kRate), end; at != end; ++at) {
      zone.rates.push_back({(*at)[1], Timestamp(), ppm((*at)[2])});
    }
    example_.rules.zones = {zone};
  }

  void read_line(const std::string& rest) {
    static const std::regex kLine(R"((\d+) x (\S+) (\w+)(?: in (\w+))?(?: tiers (\S+))?)");
    std::smatch found;
    REQUIRE(std::regex_match(rest, found, kLine));
    const auto number = example_.goods.size() + 1;
    Goods goods{.variant_id = catalog::VariantId(numbered(1, number)), .published = true, .tax_class = found[3]};
    goods.product_id = catalog::ProductId(numbered(2, number));
    goods.list_prices = {{example_.basket.currency, money(found[2]).amount()}};
    if (found[4].matched) goods.categories = {category(found[4])};
    if (found[5].matched) add_tiers(goods, found[5]);
    example_.basket.lines.push_back({numbered(3, number), goods.variant_id, std::stoll(found[1])});
    example_.goods.push_back(std::move(goods));
  }

  void add_tiers(Goods& goods, const std::string& tiers) {
    const PriceList list{.id = PriceListId(numbered(4, 1)), .name = "Tiers", .currency = example_.basket.currency};
    example_.rules.price_lists = {list};
    for (const auto one : text::split(tiers, ',')) {
      const auto colon = one.find(':');
      goods.tiers.push_back({list.id.uuid(), std::stoll(std::string(one.substr(0, colon))),
                             money(std::string(one.substr(colon + 1))).amount()});
    }
  }

  void read_shipping(const std::string& rest) {
    const auto space = rest.find(' ');
    example_.basket.shipping = WantedShipping{money(rest.substr(0, space)), rest.substr(space + 1)};
  }

  Uuid category(const std::string& name) { return numbered(5, text::stable_hash(name) % 100'000); }

  void read_promotion(const std::string& rest) {
    std::map<std::string, std::string> words;
    for (const auto word : text::split(rest, ' ')) {
      const auto equals = word.find('=');
      words[std::string(word.substr(0, equals))] = equals == word.npos ? "" : std::string(word.substr(equals + 1));
    }
    Promotion promotion{
        .id = PromotionId(numbered(6, example_.rules.promotions.size() + 1)), .name = "Promotion", .automatic = true};
    if (words.contains("exclusive")) promotion.stacking = Stacking::exclusive;
    if (words.contains("priority")) promotion.priority = std::stoll(words["priority"]);
    promotion.terms = terms_of(words);
    REQUIRE(problems_of(promotion).empty());
    example_.rules.promotions.push_back(promotion);
  }

  PromotionTerms terms_of(std::map<std::string, std::string>& words) {
    PromotionTerms terms;
    terms.kind = words.contains("free_shipping") ? PromotionKind::free_shipping
                 : words.contains("buy")         ? PromotionKind::buy_x_get_y
                 : words.contains("amount")      ? PromotionKind::fixed_amount
                                                 : PromotionKind::percentage;
    if (words.contains("percent")) terms.percent_ppm = ppm(words["percent"]);
    if (words.contains("amount")) terms.amounts = {money(words["amount"])};
    if (words.contains("buy")) terms.buy_quantity = std::stoll(words["buy"]);
    if (words.contains("get")) terms.get_quantity = std::stoll(words["get"]);
    if (words.contains("times")) terms.most_times = std::stoll(words["times"]);
    if (words.contains("minimum")) terms.minimum = {money(words["minimum"])};
    if (words.contains("group")) terms.customer_groups = {words["group"]};
    terms.each = words.contains("each");
    terms.first_order_only = words.contains("first_order");
    if (words.contains("on")) {
      terms.target = PromotionTarget::categories;
      terms.category_ids = {catalog::CategoryId(category(words["on"]))};
    }
    return terms;
  }

  void read_buyer(const std::string& rest) {
    auto& buyer = example_.basket.buyer;
    buyer.tax_exempt = rest.find("exempt") != std::string::npos;
    buyer.first_order = rest.find("first order") != std::string::npos;
    if (rest.starts_with("group ")) buyer.group = rest.substr(6);
  }

  Example& example_;
};

std::string plain(const Money& money) {
  const auto text = to_string(money);
  return text.substr(0, text.size() - 4);  // without the currency
}

}  // namespace

std::vector<Example> read_examples(const std::string& path) {
  std::ifstream file(path);
  std::vector<Example> examples;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("example ")) {
      examples.emplace_back().title = line;
    } else if (line.starts_with("expect ")) {
      examples.back().expected = part_after(line, "expect ");
    } else {
      Reader(examples.back()).read(line);
    }
  }
  return examples;
}

std::string shown(const Totals& totals) {
  return "items " + plain(totals.items) + " discount " + plain(totals.discount) + " shipping " +
         plain(totals.shipping) + " tax " + plain(totals.tax) + " total " + plain(totals.total);
}

}  // namespace kontor::pricing::test
