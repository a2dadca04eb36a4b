#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog {

TranslationTexts texts_of(const ProductTranslation& words) {
  TranslationTexts texts{words.name, words.description, {words.seo_title, words.seo_description}, {}};
  for (const auto& [option, translation] : words.options) {
    texts.options.emplace(option, OptionTexts{translation.name, translation.choices});
  }
  return texts;
}

ProductTranslation words_from(const TranslationTexts& texts) {
  ProductTranslation words{texts.name, texts.description, texts.seo.title, texts.seo.description, {}};
  for (const auto& [option, translation] : texts.options) {
    words.options.emplace(option, OptionTranslation{translation.name, translation.choices});
  }
  return words;
}

}  // namespace kontor::catalog
