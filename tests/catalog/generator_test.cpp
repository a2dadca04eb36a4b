#include "modules/catalog/seed/generator.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <unordered_set>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/seed/barcode.hpp"
#include "modules/catalog/seed/prices.hpp"
#include "modules/catalog/seed/vocabulary.hpp"
#include "modules/catalog/seed/wording.hpp"

using namespace kontor;
using namespace kontor::catalog;
using seed::Ending;
using seed::Generator;

namespace {

constexpr std::uint64_t kMany = 100'000;

std::string document(const Product& product) {
  return json::to_json(view_of(product));
}

bool is_valid_ean13(const std::string& code) {
  if (code.size() != 13 || !std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; })) return false;
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) sum += (code[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

}  // namespace

TEST_CASE("a number stands for the same products on every machine and in every release") {
  const Generator generator(1);
  std::uint64_t checksum = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    checksum = text::stable_hash(std::to_string(checksum) + document(generator.product(i)));
  }
  // When the vocabulary is changed on purpose this number changes with it.
  CHECK(checksum == 6115398340964422900U);
}

TEST_CASE("a product does not depend on which were asked for before, and another number gives others") {
  const Generator one(1);
  const auto alone = document(Generator(1).product(4711));
  for (std::uint64_t i = 0; i < 10; ++i) (void)one.product(i);
  CHECK(document(one.product(4711)) == alone);
  CHECK(document(Generator(2).product(4711)) != alone);
}

TEST_CASE("a hundred thousand products have slugs, SKUs, barcodes and ids of their own") {
  const Generator generator(1);
  std::unordered_set<std::string> slugs, skus, barcodes;
  std::set<Uuid> ids;
  std::size_t variants = 0, images = 0;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const auto product = generator.product(i);
    slugs.insert(product.slug);
    ids.insert(product.id.uuid());
    for (const auto& variant : product.variants) {
      ++variants;
      skus.insert(variant.sku);
      barcodes.insert(variant.barcode);
      ids.insert(variant.id.uuid());
    }
    for (const auto& image : product.images) ++images, ids.insert(image.id.uuid());
  }
  CHECK(slugs.size() == kMany);
  CHECK(skus.size() == variants);
  CHECK(barcodes.size() == variants);
  CHECK(ids.size() == kMany + variants + images);
  CHECK(variants > 2 * kMany);
  CHECK(variants < 4 * kMany);
}

TEST_CASE("the last product that a number has is as good as the first") {
  const Generator generator(3);
  const auto last = generator.product(Generator::kMaxProducts - 1);
  CHECK(is_slug(last.slug));
  CHECK(last.slug != generator.product(0).slug);
  CHECK(is_valid_ean13(last.variants.front().barcode));
}

TEST_CASE("every product is one that a shop could sell") {
  const Generator generator(1);
  std::set<CategoryId> known;
  for (const auto& category : generator.categories()) known.insert(category.id);
  std::set<BrandId> brands;
  for (const auto& brand : generator.brands()) brands.insert(brand.id);

  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto product = generator.product(i);
    INFO(product.slug << "\n" << product.description);
    REQUIRE(is_slug(product.slug));
    REQUIRE(product.brand);
    REQUIRE(brands.contains(product.brand->id));
    REQUIRE_FALSE(product.categories.empty());
    REQUIRE(product.category_path.front() == product.categories.front().id);
    REQUIRE(product.category_path.size() >= 2);
    for (const auto& id : product.category_path) REQUIRE(known.contains(id));
    REQUIRE(product.description.find_first_of("{}|") == std::string::npos);
    REQUIRE(product.description.size() > 80);
    REQUIRE(product.seo_description.size() <= 160);
    REQUIRE_FALSE(product.images.empty());
    REQUIRE(product.variants.size() >= 1);
    REQUIRE(product.variants.size() <= 8);
  }
}

TEST_CASE("every variant has a barcode that scans, a choice for each option, and prices in three currencies") {
  const Generator generator(1);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto product = generator.product(i);
    std::set<Choices> choices;
    for (const auto& variant : product.variants) {
      INFO(variant.sku << " " << variant.barcode);
      REQUIRE(is_valid_ean13(variant.barcode));
      REQUIRE(variant.options.size() == product.options.size());
      REQUIRE(choices.insert(variant.options).second);
      REQUIRE(variant.weight_grams > 0);
      REQUIRE(variant.prices.size() == 3);
      for (const auto& list : variant.prices) {
        INFO(to_string(list.price));
        REQUIRE(list.price.amount() > 0);
        if (list.compare_at) REQUIRE(list.compare_at->amount() > list.price.amount());
        const auto cents = list.price.amount() % 100;
        REQUIRE((cents == 99 || cents == 50 || cents == 0));
      }
    }
  }
}

TEST_CASE("a fifth of the products is on sale, some are not published, and the first thirty all are") {
  const Generator generator(1);
  int on_sale = 0, hidden = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const auto product = generator.product(i);
    on_sale += product.variants.front().prices.front().compare_at.has_value();
    hidden += product.status != ProductStatus::published;
    if (i < 30) CHECK(product.status == ProductStatus::published);
  }
  CHECK(on_sale > 1800);
  CHECK(on_sale < 2200);
  CHECK(hidden > 200);
  CHECK(hidden < 400);
}

TEST_CASE("products were made within two years, and ids ascend with that") {
  const Generator generator(1);
  const auto latest = *parse_timestamp("2026-03-01T00:00:00Z");
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto one = generator.product(i);
    const auto other = generator.product(i + 1);
    CHECK(one.created_at < latest);
    CHECK(one.created_at >= latest - std::chrono::days(731));
    if (one.created_at + std::chrono::milliseconds(1) < other.created_at) CHECK(one.id < other.id);
  }
}

TEST_CASE("a product's document is one that our own API would accept") {
  const Generator generator(1);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto text = document(generator.product(i));
    const auto read = json::read<ProductView>(text);
    INFO(text << (read ? "" : read.error().detail));
    REQUIRE(read.ok());
    CHECK(json::to_json(*read) == text);
  }
}

TEST_CASE("categories make a tree whose parents come first") {
  const Generator generator(1);
  std::set<CategoryId> seen;
  std::set<std::string> slugs;
  std::size_t top = 0;
  for (const auto& category : generator.categories()) {
    INFO(category.slug);
    top += !category.parent_id;
    if (category.parent_id) CHECK(seen.contains(*category.parent_id));
    CHECK(is_slug(category.slug));
    CHECK(slugs.insert(category.slug).second);
    seen.insert(category.id);
  }
  CHECK(top == seed::departments().size());
}

TEST_CASE("every kind of product belongs to a department, and no two share the code of their SKUs") {
  std::set<std::string_view> codes;
  for (const auto& kind : seed::kinds()) {
    INFO(kind.noun);
    CHECK(codes.insert(kind.code).second);
    CHECK_FALSE(seed::department_of(kind).brands.size() == 0);
  }
}

TEST_CASE("labels show prices as shops write them") {
  struct Case {
    std::int64_t cents;
    Ending ending;
    std::int64_t label;
  };
  const auto row = GENERATE(values<Case>({{1234, Ending::ninety_nine, 1299},
                                          {1234, Ending::fifty, 1250},
                                          {1234, Ending::full, 1200},
                                          {12345, Ending::ninety_nine, 11999},
                                          {12345, Ending::fifty, 11500},
                                          {12345, Ending::full, 12000},
                                          {3, Ending::ninety_nine, 99},
                                          {3, Ending::full, 50}}));
  CAPTURE(row.cents);
  CHECK(seed::label_price(row.cents, row.ending) == row.label);
}

TEST_CASE("a price before the discount is above the price, however small both are") {
  for (const int discount : {10, 35}) {
    for (std::int64_t cents = 1; cents < 30'000; cents += 7) {
      for (const auto ending : {Ending::ninety_nine, Ending::fifty, Ending::full}) {
        for (const auto& list : seed::list_prices(cents, ending, discount)) {
          CAPTURE(cents, discount, to_string(list.price));
          REQUIRE(list.compare_at);
          REQUIRE(list.compare_at->amount() > list.price.amount());
        }
      }
    }
  }
}

TEST_CASE("an in-store barcode has its check digit") {
  CHECK(seed::in_store_barcode(0) == "2000000000008");
  CHECK(seed::in_store_barcode(1234567890) == "2012345678903");
}

TEST_CASE("sentences are filled with a product's words") {
  const seed::Wording words{"Finch & Fig", "Alba", "smoked", "olive wood", "Knife"};
  CHECK(words.product_name() == "Alba Smoked Olive Wood Knife");
  CHECK(words.fill("A {material} handle.") == "An olive wood handle.");
  CHECK(words.fill("{material}, by {brand}.") == "Olive wood, by Finch & Fig.");
  CHECK(words.fill("The {series} {noun} needs nothing.") == "The Alba Knife needs nothing.");
}
