#include "modules/catalog/domain/product_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "modules/catalog/domain/slug.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kMaxName = 300;  // all in characters
constexpr std::size_t kMaxSku = 100;
constexpr std::size_t kMaxWord = 100;  // of an option, a choice, a tag
constexpr std::size_t kMaxText = 50'000;
constexpr std::int64_t kMaxAmount = 1'000'000'000'000;
constexpr int kMaxGrams = 100'000'000;
constexpr int kMaxMillimetres = 10'000'000;

// A JSON pointer, part by part.
std::string at(const std::string& base, std::size_t index) {
  return base + '/' + std::to_string(index);
}
std::string at(const std::string& base, const std::string& name) {
  std::string pointer = base + '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Of UTF-8: bytes that go on with a character are not counted.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

class Inspection {
 public:
  Inspection(const Product& product, const AttributeDefinitions& definitions)
      : product_(product), definitions_(definitions) {}

  std::vector<FieldProblem> run() && {
    inspect_texts();
    inspect_lists();
    inspect_attributes();
    inspect_options();
    inspect_variants();
    inspect_images();
    inspect_schedule();
    inspect_translations();
    return std::move(problems_);
  }

 private:
  void report(std::string pointer, std::string code, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void check_length(const std::string& pointer, const std::string& text, std::size_t least, std::size_t most) {
    const auto length = characters(text);
    if (length < least) return report(pointer, "length", "must not be empty");
    if (length > most) report(pointer, "length", "is too long");
  }

  void check_count(const std::string& pointer, std::size_t count, std::size_t most) {
    if (count > most) report(pointer, "items", "has at most " + std::to_string(most) + " entries");
  }

  void inspect_texts() {
    check_length("/name", product_.name, 1, kMaxName);
    if (!is_slug(product_.slug)) report("/slug", "format", "must be lower-case words joined by dashes");
    check_length("/description", product_.description, 0, kMaxText);
    check_length("/seo/title", product_.seo_title, 0, kMaxName);
    check_length("/seo/description", product_.seo_description, 0, kMaxText);
  }

  void inspect_lists() {
    check_count("/tags", product_.tags.size(), kMaxTags);
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < product_.tags.size(); ++i) {
      check_length(at("/tags", i), product_.tags[i], 1, kMaxWord);
      if (!seen.insert(product_.tags[i]).second) report(at("/tags", i), "duplicate", "is given twice");
    }
    check_count("/categories", product_.categories.size(), kMaxCategories);
    std::set<CategoryId> categories;
    for (std::size_t i = 0; i < product_.categories.size(); ++i) {
      if (!categories.insert(product_.categories[i].id).second)
        report(at("/categories", i), "duplicate", "is given twice");
    }
    check_count("/related", product_.related.size(), kMaxRelated);
    std::set<ProductId> related{product_.id};
    for (std::size_t i = 0; i < product_.related.size(); ++i) {
      if (!related.insert(product_.related[i]).second) {
        report(at("/related", i), "duplicate", "is given twice, or is the product itself");
      }
    }
  }

  void inspect_attributes() {
    check_count("/attributes", product_.attributes.size(), kMaxAttributes);
    for (const auto& [name, value] : product_.attributes) {
      const auto pointer = at("/attributes", name);
      if (name.empty() || characters(name) > kMaxWord) report(pointer, "length", "the name is empty or too long");
      if (characters(value.text) > kMaxName) report(pointer, "length", "is too long");
      const auto known = definitions_.find(name);
      if (value.kind == AttributeValue::Kind::number && !number_of(value)) {
        report(pointer, "range", "is no number that can be kept");
      } else if (known == definitions_.end()) {
        if (value.kind != AttributeValue::Kind::text) {
          report(pointer, "type", "must be a text: no attribute of this name is defined");
        }
      } else if (auto mistake = mistake_of(value, known->second)) {
        report(pointer, std::move(mistake->code), std::move(mistake->detail));
      }
    }
  }

  void inspect_options() {
    check_count("/options", product_.options.size(), kMaxOptions);
    for (std::size_t i = 0; i < product_.options.size(); ++i) {
      const auto& option = product_.options[i];
      const auto pointer = at("/options", i);
      check_length(pointer + "/name", option.name, 1, kMaxWord);
      if (!options_.try_emplace(option.name, &option).second) report(pointer + "/name", "duplicate", "is given twice");
      if (option.choices.empty()) report(pointer + "/choices", "items", "has at least one choice");
      check_count(pointer + "/choices", option.choices.size(), kMaxChoicesPerOption);
      std::set<std::string_view> seen;
      for (std::size_t j = 0; j < option.choices.size(); ++j) {
        check_length(at(pointer + "/choices", j), option.choices[j], 1, kMaxWord);
        if (!seen.insert(option.choices[j]).second) report(at(pointer + "/choices", j), "duplicate", "is given twice");
      }
    }
  }

  void inspect_variants() {
    check_count("/variants", product_.variants.size(), kMaxVariants);
    if (product_.variants.empty() && product_.status == ProductStatus::published) {
      report("/variants", "items", "a published product has at least one variant");
    }
    std::set<std::string_view> skus;
    std::set<std::map<std::string, std::string>> combinations;
    for (std::size_t i = 0; i < product_.variants.size(); ++i) {
      const auto& variant = product_.variants[i];
      const auto pointer = at("/variants", i);
      check_length(pointer + "/sku", variant.sku, 1, kMaxSku);
      if (!skus.insert(variant.sku).second) report(pointer + "/sku", "duplicate", "is given twice");
      check_length(pointer + "/barcode", variant.barcode, 0, kMaxSku);
      check_length(pointer + "/name", variant.name, 0, kMaxName);
      inspect_choices(variant, pointer + "/options");
      const std::map<std::string, std::string> combination(variant.options.begin(), variant.options.end());
      if (!combinations.insert(combination).second) {
        report(pointer + "/options", "duplicate", "another variant has the same choices");
      }
      inspect_measures(variant, pointer);
      inspect_prices(variant, pointer + "/prices");
    }
  }

  void inspect_choices(const Variant& variant, const std::string& pointer) {
    for (const auto& [name, choice] : variant.options) {
      const auto option = options_.find(name);
      if (option == options_.end()) {
        report(at(pointer, name), "unknown", "the product has no such option");
      } else if (std::ranges::find(option->second->choices, choice) == option->second->choices.end()) {
        report(at(pointer, name), "not_allowed", "is none of the option's choices");
      }
    }
    for (const auto& [name, option] : options_) {
      const auto named = [&, &wanted = name](const auto& one) { return one.first == wanted; };
      if (std::ranges::none_of(variant.options, named)) report(at(pointer, name), "required", "needs a choice");
    }
  }

  void inspect_measures(const Variant& variant, const std::string& pointer) {
    if (variant.weight_grams && (*variant.weight_grams < 0 || *variant.weight_grams > kMaxGrams)) {
      report(pointer + "/weight_grams", "range", "is out of range");
    }
    if (!variant.dimensions) return;
    const auto& size = *variant.dimensions;
    for (const int length : {size.length_mm, size.width_mm, size.height_mm}) {
      if (length > 0 && length <= kMaxMillimetres) continue;
      return report(pointer + "/dimensions", "range", "each must be above 0");
    }
  }

  void inspect_prices(const Variant& variant, const std::string& pointer) {
    check_count(pointer, variant.prices.size(), kMaxPricesPerVariant);
    std::set<Currency> currencies;
    for (std::size_t i = 0; i < variant.prices.size(); ++i) {
      const auto& [price, compare_at] = variant.prices[i];
      const auto place = at(pointer, i);
      if (price.is_negative() || price.amount() > kMaxAmount) report(place + "/amount", "range", "is out of range");
      if (!currencies.insert(price.currency()).second) {
        report(place + "/currency", "duplicate", "has a price already");
      }
      if (compare_at && (compare_at->amount() <= price.amount() || compare_at->amount() > kMaxAmount)) {
        report(place + "/compare_at", "range", "must be above the price");
      }
    }
  }

  void inspect_images() {
    check_count("/images", product_.images.size(), kMaxImages);
    for (std::size_t i = 0; i < product_.images.size(); ++i) {
      const auto& image = product_.images[i];
      const auto pointer = at("/images", i);
      check_length(pointer + "/alt", image.alt_text, 0, kMaxAltText);
      check_count(pointer + "/translations", image.alt_texts.size(), kMaxTranslations);
      for (const auto& [locale, text] : image.alt_texts) {
        const auto place = at(pointer + "/translations", locale);
        if (!is_locale(locale)) report(place, "format", "must be a language like de or pt-BR");
        check_length(place, text, 0, kMaxAltText);
      }
    }
  }

  void inspect_schedule() {
    if (product_.publish_at && product_.unpublish_at && *product_.unpublish_at <= *product_.publish_at) {
      report("/unpublish_at", "range", "must be after publish_at");
    }
  }

  void inspect_translations() {
    check_count("/translations", product_.translations.size(), kMaxTranslations);
    for (const auto& [locale, words] : product_.translations) {
      const auto pointer = at("/translations", locale);
      if (!is_locale(locale)) report(pointer, "format", "must be a language like de or pt-BR");
      if (words.name) check_length(pointer + "/name", *words.name, 1, kMaxName);
      if (words.description) check_length(pointer + "/description", *words.description, 0, kMaxText);
      if (words.seo_title) check_length(pointer + "/seo/title", *words.seo_title, 0, kMaxName);
      if (words.seo_description) check_length(pointer + "/seo/description", *words.seo_description, 0, kMaxText);
      inspect_option_translations(words, pointer + "/options");
    }
  }

  // Options that were removed meanwhile may be translated: the translation waits for them.
  void inspect_option_translations(const ProductTranslation& words, const std::string& pointer) {
    check_count(pointer, words.options.size(), 2 * kMaxOptions);
    std::set<std::string_view> names;
    for (const auto& [option, translation] : words.options) {
      check_length(at(pointer, option) + "/name", translation.name, 1, kMaxWord);
      if (!names.insert(translation.name).second) report(at(pointer, option) + "/name", "duplicate", "is given twice");
      check_count(at(pointer, option) + "/choices", translation.choices.size(), kMaxChoicesPerOption);
      for (const auto& [choice, word] : translation.choices) {
        check_length(at(at(pointer, option) + "/choices", choice), word, 1, kMaxWord);
      }
    }
  }

  const Product& product_;
  const AttributeDefinitions& definitions_;
  std::map<std::string, const ProductOption*> options_;
  std::vector<FieldProblem> problems_;
};

}  // namespace

std::vector<FieldProblem> mistakes_of(const Product& product, const AttributeDefinitions& definitions) {
  return Inspection(product, definitions).run();
}

bool is_locale(std::string_view text) {
  const auto dash = std::min(text.find('-'), text.size());
  const auto language = text.substr(0, dash);
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (language.size() < 2 || language.size() > 3 || !std::ranges::all_of(language, is_lower)) return false;
  if (dash == text.size()) return true;
  const auto region = text.substr(dash + 1);
  return region.size() == 2 && std::ranges::all_of(region, [](char c) { return is_letter(c) && c < 'a'; });
}

}  // namespace kontor::catalog
