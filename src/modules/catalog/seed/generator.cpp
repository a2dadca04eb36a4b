#include "modules/catalog/seed/generator.hpp"

#include <algorithm>
#include <numeric>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/seed/barcode.hpp"
#include "modules/catalog/seed/draw.hpp"
#include "modules/catalog/seed/prices.hpp"
#include "modules/catalog/seed/wording.hpp"

namespace kontor::catalog::seed {

namespace {

constexpr Timestamp kLatest = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
constexpr auto kSpread = std::chrono::microseconds(std::chrono::days(730));
constexpr auto kNewFor = std::chrono::days(45);
constexpr std::uint64_t kSureToBePublished = 30;
constexpr std::size_t kMaxVariants = 8;

std::uint64_t unix_ms(Timestamp moment) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count());
}

// Categories and brands are the same for every number.
Uuid id_of_name(std::string_view name) {
  const auto hash = text::stable_hash(name);
  return Uuid::v7(unix_ms(kLatest - kSpread), mixed(hash), hash);
}

std::vector<Category> category_tree() {
  std::vector<Category> tree;
  for (const auto& entry : category_entries()) {
    Category category{CategoryId(id_of_name(entry.slug)), {}, std::string(entry.slug), std::string(entry.name), 0};
    if (!entry.parent.empty()) category.parent_id = CategoryId(id_of_name(entry.parent));
    category.position = static_cast<int>(std::ranges::count(tree, category.parent_id, &Category::parent_id));
    tree.push_back(std::move(category));
  }
  return tree;
}

Brand brand_named(std::string_view name) {
  return {BrandId(id_of_name(name)), slug_from(name), std::string(name)};
}

// A one-to-one map of 0 … size - 1 onto itself that looks like none.
std::uint64_t scattered(std::uint64_t value, std::uint64_t size, std::uint64_t shift) {
  std::uint64_t factor = size * 618 / 1000 + 1;
  while (std::gcd(factor, size) != 1) ++factor;
  return (value * factor + shift) % size;
}

// What is drawn once for a product and then used for all its parts.
class Maker {
 public:
  Maker(std::uint64_t number, std::uint64_t index, const std::vector<Category>& categories);
  Product make();

 private:
  void choose_words();
  void choose_options();
  void set_texts();
  void set_categories();
  void set_tags();
  void add_variant(std::size_t colour, std::size_t size);
  void add_images();
  Uuid id(std::uint64_t slot);
  std::string choice(Colour colour) const { return std::string(to_string(colour)); }

  std::uint64_t number_;
  std::uint64_t index_;
  const std::vector<Category>& categories_;
  Draw draw_;
  const Kind& kind_;
  const Department& department_;
  Wording words_;
  std::uint64_t item_number_;  // six digits, its own for each index
  std::uint64_t edition_ = 0;  // above 0 once all combinations of words are used
  Ending ending_ = Ending::ninety_nine;
  int euro_cents_ = 0;
  int discount_percent_ = 0;
  int weight_grams_ = 0;
  std::vector<Colour> colours_;
  std::size_t first_size_ = 0;
  std::size_t sizes_ = 1;
  Product product_;
};

// Each block of products holds every kind once, in an order of its own.
const Kind& kind_at(std::uint64_t number, std::uint64_t index) {
  const auto all = kinds();
  return all[scattered(index % all.size(), all.size(), Draw(number, index / all.size()).below(all.size()))];
}

Maker::Maker(std::uint64_t number, std::uint64_t index, const std::vector<Category>& categories)
    : number_(number),
      index_(index),
      categories_(categories),
      draw_(number, index),
      kind_(kind_at(number, index)),
      department_(department_of(kind_)),
      item_number_(100'000 + scattered(index, Generator::kMaxProducts, mixed(number) >> 32)) {
  KONTOR_CHECK(index < Generator::kMaxProducts, "six digits number the products");
}

Product Maker::make() {
  product_.created_at =
      kLatest - std::chrono::microseconds(1 + draw_.bits() % static_cast<std::uint64_t>(kSpread.count()));
  product_.id = ProductId(id(0));
  if (index_ >= kSureToBePublished && draw_.chance(3)) {
    product_.status = draw_.chance(50) ? ProductStatus::draft : ProductStatus::archived;
  } else {
    product_.status = ProductStatus::published;
  }
  choose_words();
  choose_options();
  for (std::size_t colour = 0; colour < colours_.size(); ++colour) {
    for (std::size_t size = 0; size < sizes_; ++size) add_variant(colour, size);
  }
  set_texts();
  set_categories();
  set_tags();
  add_images();
  return std::move(product_);
}

// Unlike for any two products: the time may repeat, the slot of the index does not.
Uuid Maker::id(std::uint64_t slot) {
  constexpr std::uint64_t kOdd = 2654435761;
  const auto own = ((index_ << 8 | slot) * kOdd) & 0xffffffff;
  const auto random = draw_.bits();
  return Uuid::v7(unix_ms(product_.created_at), random >> 32, random << 32 | own);
}

// The products of a kind walk through all combinations of its words, so that no two have the same name.
void Maker::choose_words() {
  const Words lines = series();
  const auto adjectives = department_.adjectives.size();
  const auto combinations = lines.size() * adjectives * kind_.material.values.size();
  const auto serial = index_ / kinds().size();
  const auto place =
      scattered(serial % combinations, combinations, Draw(number_, text::stable_hash(kind_.code)).bits() >> 32);
  edition_ = serial / combinations;
  words_ = {draw_.one_of(department_.brands), lines[place % lines.size()],
            department_.adjectives[place / lines.size() % adjectives],
            kind_.material.values[place / lines.size() / adjectives], kind_.noun};
  product_.brand = brand_named(words_.brand);
}

void Maker::choose_options() {
  constexpr std::size_t kColourCounts[] = {1, 1, 1, 1, 2, 2, 2, 3, 3, 4};
  const auto first = draw_.below(kColours);
  const auto colours = kind_.coloured == Coloured::yes ? kColourCounts[draw_.below(std::size(kColourCounts))] : 1;
  for (std::size_t i = 0; i < colours; ++i) colours_.push_back(static_cast<Colour>((first + i * 3) % kColours));

  if (const auto choices = kind_.sizes.values.size(); choices > 0) {
    sizes_ = std::min(1 + draw_.below(std::min<std::size_t>(choices, 4)), kMaxVariants / colours);
    first_size_ = draw_.below(choices - sizes_ + 1);
  }
  if (colours > 1) {
    product_.options.push_back({"colour", {}});
    for (const auto colour : colours_) product_.options.back().choices.push_back(choice(colour));
  }
  if (sizes_ > 1) {
    product_.options.push_back({std::string(kind_.sizes.name), {}});
    for (std::size_t i = 0; i < sizes_; ++i) {
      product_.options.back().choices.emplace_back(kind_.sizes.values[first_size_ + i]);
    }
  }
  // The cheaper half of the range is the fuller one.
  euro_cents_ = std::min(draw_.between(kind_.price_cents), draw_.between(kind_.price_cents));
  ending_ = draw_.chance(55) ? Ending::ninety_nine : draw_.chance(40) ? Ending::fifty : Ending::full;
  discount_percent_ = draw_.chance(20) ? 10 + static_cast<int>(draw_.below(6)) * 5 : 0;
  weight_grams_ = draw_.between(kind_.weight_grams);
}

void Maker::add_variant(std::size_t colour, std::size_t size) {
  const auto number = product_.variants.size() + 1;
  Variant variant;
  variant.id = VariantId(id(number));
  variant.sku = format("{}-{}-{:02}", kind_.code, item_number_, number);
  variant.barcode = in_store_barcode(item_number_ * 100 + number);
  if (colours_.size() > 1) variant.options.emplace_back("colour", choice(colours_[colour]));
  if (sizes_ > 1) variant.options.emplace_back(kind_.sizes.name, kind_.sizes.values[first_size_ + size]);
  for (const auto& [option, chosen] : variant.options) variant.name += (variant.name.empty() ? "" : " / ") + chosen;
  if (variant.name.empty()) variant.name = "Standard";

  const int steps = static_cast<int>(size);
  const int cents = euro_cents_ + euro_cents_ * kind_.step_percent / 100 * steps;
  variant.prices = list_prices(cents, ending_, discount_percent_);
  variant.weight_grams = weight_grams_ + weight_grams_ * kind_.step_percent / 100 * steps;
  variant.dimensions = kind_.box;
  product_.variants.push_back(std::move(variant));
}

void Maker::set_texts() {
  product_.name = words_.product_name();
  if (edition_ > 0) product_.name += format(" No. {}", edition_ + 1);
  product_.slug = slug_from(product_.name);
  const auto lead = words_.fill(draw_.one_of(kind_.sentences));
  const auto first = draw_.below(department_.sentences.size());
  const auto second = (first + 1 + draw_.below(department_.sentences.size() - 1)) % department_.sentences.size();
  product_.description =
      format("{} {} {}", lead, words_.fill(department_.sentences[first]), words_.fill(department_.sentences[second]));
  product_.seo_title = format("{} | {}", product_.name, words_.brand);
  product_.seo_description = lead;

  product_.attributes.emplace_back(kind_.material.name, words_.material);
  if (kind_.coloured == Coloured::yes && colours_.size() == 1) {
    product_.attributes.emplace_back("colour", choice(colours_.front()));
  }
  for (const auto& feature : department_.attributes) {
    product_.attributes.emplace_back(feature.name, draw_.one_of(feature.values));
  }
}

void Maker::set_categories() {
  auto category = std::ranges::find(categories_, kind_.category, &Category::slug);
  product_.categories.push_back(*category);
  product_.category_path.push_back(category->id);
  while (category->parent_id) {
    category = std::ranges::find(categories_, *category->parent_id, &Category::id);
    product_.category_path.push_back(category->id);
  }
}

void Maker::set_tags() {
  if (product_.created_at > kLatest - kNewFor) product_.tags.emplace_back("new");
  if (discount_percent_ > 0) product_.tags.emplace_back("sale");
  for (std::size_t i = 0; i < department_.tags.size(); ++i) {
    const auto tag = department_.tags[i];
    if (draw_.chance(18) && std::ranges::find(product_.tags, tag) == product_.tags.end())
      product_.tags.emplace_back(tag);
  }
}

void Maker::add_images() {
  for (const auto colour : colours_) {
    const auto slot = 128 + product_.images.size();
    const auto alt_text = colours_.size() > 1 ? format("{} in {}", product_.name, to_string(colour)) : product_.name;
    product_.images.push_back(
        {ImageId(id(slot)), picture_path(kind_.family, colour), alt_text, kPictureSide, kPictureSide});
  }
}

}  // namespace

Generator::Generator(std::uint64_t number) : number_(number), categories_(category_tree()) {
  for (const auto& department : departments()) {
    for (std::size_t i = 0; i < department.brands.size(); ++i) brands_.push_back(brand_named(department.brands[i]));
  }
}

Product Generator::product(std::uint64_t index) const {
  return Maker(number_, index, categories_).make();
}

}  // namespace kontor::catalog::seed
