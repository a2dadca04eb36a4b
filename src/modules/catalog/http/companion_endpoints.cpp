#include "modules/catalog/http/companion_endpoints.hpp"

#include "kernel/core/text.hpp"
#include "kernel/http/page.hpp"
#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/http/answers.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/store/history.hpp"
#include "modules/catalog/store/products.hpp"
#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog {

namespace {

struct LocalePath {
  ProductId id;
  std::string locale;

  static void rules(json::Rules<LocalePath>& rule) { rule(&LocalePath::locale).length(2, 6).example("de"); }
};
KONTOR_DESCRIBE(LocalePath, id, locale)

struct TranslationsView {
  std::map<std::string, TranslationTexts> translations;
  std::int64_t version = 1;

  static void rules(json::Rules<TranslationsView>& rule) {
    rule(&TranslationsView::translations)
        .doc("By language")
        .example(json::Raw{
            R"({"de":{"name":"Leinenhemd","description":null,"seo":{"title":null,"description":null},"options":{}}})"});
  }
};
KONTOR_DESCRIBE(TranslationsView, translations, version)

struct RelatedBody {
  std::vector<ProductId> product_ids;

  static void rules(json::Rules<RelatedBody>& rule) {
    rule(&RelatedBody::product_ids).doc("In the order to be shown").items(0, kMaxRelated);
  }
};
KONTOR_DESCRIBE(RelatedBody, product_ids)

struct RelatedView {
  std::vector<ProductId> product_ids;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(RelatedView, product_ids, version)

struct HistoryEntry {
  Timestamp at{};
  std::string what;
  std::string actor;
  std::string correlation_id;
  std::int64_t version = 1;
  json::Raw changes;

  static void rules(json::Rules<HistoryEntry>& rule) {
    rule(&HistoryEntry::what).doc("product_created, product_updated, price_changed, …").example("product_updated");
    rule(&HistoryEntry::actor).doc("Who did it; empty where it was nobody, such as a schedule");
    rule(&HistoryEntry::correlation_id).doc("Of the request that it happened in");
    rule(&HistoryEntry::changes).doc("What was before and after").example(json::Raw{"[]"});
  }
};
KONTOR_DESCRIBE(HistoryEntry, at, what, actor, correlation_id, version, changes)

TranslationsView translations_of(const Product& product) {
  TranslationsView view{{}, product.version};
  for (const auto& [locale, words] : product.translations) view.translations.emplace(locale, texts_of(words));
  return view;
}

Result<Product> find(db::Tx& tx, const ProductId& id) {
  auto found = products::load(tx, std::span(&id, 1), products::Lock::none);
  if (found.empty()) return not_found("product");
  return std::move(found.front());
}

template <class Call>
Result<http::Reply<TranslationsView>> set_translation(const WritingDesk& desk, const Call& call,
                                                      const std::optional<ProductTranslation>& words) {
  return replace(desk.database, call,
                 [&](db::Tx& tx, const SeenVersion& seen) -> Result<http::Reply<TranslationsView>> {
                   auto product = desk.products.edit(tx, call.path.id, seen, [&](Product& one) -> Result<void> {
                     one.translations.erase(call.path.locale);
                     if (words) one.translations.emplace(call.path.locale, *words);
                     return {};
                   });
                   if (!product) return std::move(product).error();
                   return tagged(translations_of(*product), product->version);
                 });
}

std::string encode(const history::Place& place) {
  return text::base64url(std::to_string(place.version) + ' ' + place.event_id.str());
}

std::optional<history::Place> decode(const std::string& cursor) {
  const auto plain = text::decode_base64url(cursor);
  if (!plain) return std::nullopt;
  const auto space = plain->find(' ');
  if (space == std::string::npos) return std::nullopt;
  const auto version = text::parse_int(plain->substr(0, space));
  const auto id = Uuid::parse(std::string_view(*plain).substr(space + 1));
  return version && id ? std::optional(history::Place{*version, *id}) : std::nullopt;
}

Result<http::Page<HistoryEntry>> history_page(const db::Database& database, const ProductId& id,
                                              const http::PageQuery& query) {
  std::optional<history::Place> after;
  if (query.cursor) {
    after = decode(*query.cursor);
    if (!after) return invalid({{"/cursor", "format", "does not belong to this list"}});
  }
  auto entries = history::of(database, id, after, query.limit + 1);
  if (!entries) return std::move(entries).error();
  http::Page<HistoryEntry> page{{}, {query.limit, std::nullopt, false}};
  if (entries->size() > static_cast<std::size_t>(query.limit)) {
    entries->pop_back();
    page.page.has_more = true;
    page.page.next_cursor = encode({entries->back().version, entries->back().event_id});
  }
  for (auto& one : *entries) {
    page.data.push_back({one.at,
                         std::move(one.what),
                         std::move(one.actor),
                         std::move(one.correlation_id),
                         one.version,
                         {std::move(one.changes)}});
  }
  return page;
}

http::Endpoint read_translations(const WritingDesk& desk) {
  return for_staff(http::get("/catalog/products/{id}/translations"))
      .summary("What the product says in other languages")
      .path<ProductPath>()
      .answers<TranslationsView>()
      .fails({"not_found"})
      .handle([desk](const auto& call) {
        auto database = desk.database;
        return database.transact([&](db::Tx& tx) -> Result<http::Reply<TranslationsView>> {
          auto product = find(tx, call.path.id);
          if (!product) return std::move(product).error();
          return tagged(translations_of(*product), product->version);
        });
      });
}

http::Endpoint put_translation(const WritingDesk& desk, const http::Languages& languages) {
  return for_staff(http::put("/catalog/products/{id}/translations/{locale}"))
      .summary("What the product says in another language")
      .description("What is missing is said in the shop's own. If-Match names the product's version.")
      .path<LocalePath>()
      .body<TranslationTexts>()
      .answers<TranslationsView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk, &languages](const auto& call) -> Result<http::Reply<TranslationsView>> {
        if (!languages.has(call.path.locale) || call.path.locale == languages.own()) {
          return invalid({{"/locale", "not_allowed", "is no language that the shop is translated into"}});
        }
        return set_translation(desk, call, words_from(call.body));
      });
}

http::Endpoint delete_translation(const WritingDesk& desk) {
  return for_staff(http::del("/catalog/products/{id}/translations/{locale}"))
      .summary("Takes a translation away")
      .path<LocalePath>()
      .answers<TranslationsView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) { return set_translation(desk, call, std::nullopt); });
}

http::Endpoint read_related(const WritingDesk& desk) {
  return for_staff(http::get("/catalog/products/{id}/related"))
      .summary("The related products; shoppers see them with ?expand=related")
      .path<ProductPath>()
      .answers<RelatedView>()
      .fails({"not_found"})
      .handle([desk](const auto& call) {
        auto database = desk.database;
        return database.transact([&](db::Tx& tx) -> Result<http::Reply<RelatedView>> {
          auto product = find(tx, call.path.id);
          if (!product) return std::move(product).error();
          return tagged(RelatedView{product->related, product->version}, product->version);
        });
      });
}

http::Endpoint put_related(const WritingDesk& desk) {
  return for_staff(http::put("/catalog/products/{id}/related"))
      .summary("Says which products are related")
      .path<ProductPath>()
      .body<RelatedBody>()
      .answers<RelatedView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return replace(
            desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) -> Result<http::Reply<RelatedView>> {
              const auto& ids = call.body.product_ids;
              std::vector<FieldProblem> problems;
              for (const auto index : products::missing(tx, ids)) {
                problems.push_back({"/product_ids/" + std::to_string(index), "not_found", "there is no such product"});
              }
              if (!problems.empty()) return invalid(std::move(problems));
              auto product = desk.products.edit(tx, call.path.id, seen, [&](Product& one) -> Result<void> {
                one.related = ids;
                return {};
              });
              if (!product) return std::move(product).error();
              return tagged(RelatedView{product->related, product->version}, product->version);
            });
      });
}

http::Endpoint read_history(const WritingDesk& desk) {
  return for_staff(http::get("/catalog/products/{id}/history"))
      .summary("Who changed what of a product, the latest first")
      .description(
          "From the event log; an entry comes a moment after its change, and stays when the product is removed.")
      .path<ProductPath>()
      .query<http::PageQuery>()
      .answers<http::Page<HistoryEntry>>()
      .handle([desk](const auto& call) { return history_page(desk.database, call.path.id, call.query); });
}

}  // namespace

std::vector<http::Endpoint> companion_endpoints(const WritingDesk& desk, const http::Languages& languages) {
  return {read_translations(desk),  put_translation(desk, languages),
          delete_translation(desk), read_related(desk),
          put_related(desk),        read_history(desk)};
}

}  // namespace kontor::catalog
