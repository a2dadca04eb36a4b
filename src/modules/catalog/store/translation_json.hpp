#pragma once

#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/product.hpp"

// How translations are kept in the database, and shown.
namespace kontor::catalog {

struct SeoTexts {
  std::optional<std::string> title;
  std::optional<std::string> description;
};
KONTOR_DESCRIBE(SeoTexts, title, description)

struct OptionTexts {
  std::string name;
  std::map<std::string, std::string> choices;

  static void rules(json::Rules<OptionTexts>& rule) {
    rule(&OptionTexts::name).doc("The option in this language").length(1, 100).example("Farbe");
    rule(&OptionTexts::choices).optional().doc("Its choices, by their own words");
  }
};
KONTOR_DESCRIBE(OptionTexts, name, choices)

struct TranslationTexts {
  std::optional<std::string> name;
  std::optional<std::string> description;
  SeoTexts seo;
  std::map<std::string, OptionTexts> options;

  static void rules(json::Rules<TranslationTexts>& rule) {
    rule(&TranslationTexts::name).doc("What is missing is said in the shop's own language").length(1, 300);
    rule(&TranslationTexts::description).length(0, 50'000);
    rule(&TranslationTexts::seo).optional();
    rule(&TranslationTexts::options).optional().doc("By the option's own name");
  }
};
KONTOR_DESCRIBE(TranslationTexts, name, description, seo, options)

TranslationTexts texts_of(const ProductTranslation& words);
ProductTranslation words_from(const TranslationTexts& texts);

}  // namespace kontor::catalog
