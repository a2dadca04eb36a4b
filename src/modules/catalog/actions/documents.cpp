#include "modules/catalog/actions/documents.hpp"

#include "kernel/json/json.hpp"
#include "modules/catalog/http/views.hpp"

namespace kontor::catalog {

DocumentedProduct documented(Product product) {
  DocumentedProduct written{std::move(product), {}};
  written.document = json::to_json(view_of(written.product));
  for (const auto& locale : locales_of(written.product)) {
    written.translated.emplace(locale, json::to_json(view_of(translated(written.product, locale))));
  }
  return written;
}

}  // namespace kontor::catalog
