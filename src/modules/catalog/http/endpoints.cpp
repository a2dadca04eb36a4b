#include "modules/catalog/http/endpoints.hpp"

#include <algorithm>

#include "kernel/http/page.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/api/permissions.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/http/facet_view.hpp"
#include "modules/catalog/http/if_match.hpp"
#include "modules/catalog/http/listing_request.hpp"
#include "modules/catalog/http/members.hpp"
#include "modules/catalog/http/subjects.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

namespace {

using auth::Access;

struct ProductKey {
  std::string key;

  static void rules(json::Rules<ProductKey>& rule) {
    rule(&ProductKey::key).doc("The product's id or slug").length(1, kMaxSlugLength).example("nordic-linen-shirt");
  }
};
KONTOR_DESCRIBE(ProductKey, key)

enum class Expansion { related };
KONTOR_DESCRIBE_ENUM(Expansion, related)

struct ProductQuery {
  std::vector<std::string> fields;
  std::vector<Expansion> expand;

  static void rules(json::Rules<ProductQuery>& rule) {
    rule(&ProductQuery::fields).optional().doc("Only these members").items(0, 20).one_of(product_members());
    rule(&ProductQuery::expand).optional().doc("Adds the related products as `related`").items(0, 1);
  }
};
KONTOR_DESCRIBE(ProductQuery, fields, expand)

struct BrandList {
  std::vector<BrandView> data;
};
KONTOR_DESCRIBE(BrandList, data)

struct TagView {
  std::string tag;
  std::int64_t products = 0;
};
KONTOR_DESCRIBE(TagView, tag, products)

struct TagList {
  std::vector<TagView> data;
};
KONTOR_DESCRIBE(TagList, data)

http::ContentPtr json_content(std::string bytes, std::vector<std::string> subjects) {
  return std::make_shared<const http::Content>(std::move(bytes), "application/json",
                                               http::Content::Marks{"", std::move(subjects)});
}

std::optional<std::string> foreign_language(const ReadingRoom& room, const http::Request& request) {
  const auto& chosen = room.languages.choose(request.header("Accept-Language"));
  return &chosen == &room.languages.own() ? std::nullopt : std::optional(chosen);
}

// The documents are JSON already: a page is put together, not parsed and written again.
std::string page_of(const ProductPage& page, int limit, std::span<const std::string> fields,
                    const std::optional<FacetsView>& facets) {
  std::string out = R"({"data":[)";
  for (const auto& document : page.documents) {
    if (out.back() != '[') out += ',';
    out += fields.empty() ? document : with_members(document, fields);
  }
  out += R"(],"page":)";
  json::write(out, http::PageInfo{limit, page.next_cursor, page.next_cursor.has_value()});
  if (facets) {
    out += R"(,"facets":)";
    json::write(out, *facets);
  }
  out += '}';
  return out;
}

// An attribute that is asked for by its code must be one that is offered.
Result<std::optional<FacetsView>> count(const ReadingRoom& room, const Listing& listing, const FacetChoice& choice) {
  if (!choice.any()) return std::optional<FacetsView>();
  const auto facets = room.reads.facets(listing, choice);
  if (!facets) return facets.error();
  for (const auto& code : choice.attributes) {
    if (std::ranges::find(facets->attributes, code, &Facets::Attribute::code) == facets->attributes.end()) {
      return invalid({{"/facets", "not_found", "attr." + code + " is not offered as a filter"}});
    }
  }
  return std::optional(view_of(*facets, choice, listing.currency));
}

template <class Call>
Result<http::ContentPtr> list(const ReadingRoom& room, const Call& call) {
  const auto viewer = call.caller.may(kCatalogWrite) ? Viewer::staff : Viewer::shopper;
  auto listing = listing_from(call.query, room.default_currency, viewer, foreign_language(room, call.request));
  if (!listing) return std::move(listing).error();
  const auto choice = facets_from(call.query);
  if (!choice) return choice.error();
  const auto page = room.reads.list(*listing);
  if (!page) return page.error();
  const auto facets = count(room, *listing, *choice);
  if (!facets) return facets.error();
  return json_content(page_of(*page, listing->limit, call.query.fields, *facets),
                      subjects_of(*page, *listing, *choice));
}

struct Expanded {
  std::string members;
  std::vector<std::string> subjects;
};

Result<Expanded> expansion(const ReadingRoom& room, const ProductId& id, const ProductQuery& query,
                           const std::optional<std::string>& locale) {
  if (query.expand.empty()) return Expanded{"", subjects_of_product(id)};
  const auto related = room.reads.related(id, locale);
  if (!related) return related.error();
  std::string members = R"("related":[)";
  for (const auto& document : related->documents) {
    if (members.back() != '[') members += ',';
    members += document;
  }
  return Expanded{members + ']', subjects_of_related(id, related->ids)};
}

Result<http::Response> product_answer(const ReadingRoom& room, FoundProduct found, const ProductQuery& query,
                                      const std::optional<std::string>& locale) {
  auto more = expansion(room, found.id, query, locale);
  if (!more) return std::move(more).error();
  const bool as_it_is = query.fields.empty() && more->members.empty();
  auto bytes = as_it_is ? std::move(found.document) : with_members(found.document, query.fields, more->members);
  auto tag = version_tag(found.version, bytes);
  http::Response response;
  response.content = std::make_shared<const http::Content>(
      std::move(bytes), "application/json", http::Content::Marks{std::move(tag), std::move(more->subjects)});
  return response;
}

http::Response redirect(const std::string& slug, const http::Request& request) {
  http::Response response;
  response.status = 301;
  auto location = "/api/v1/catalog/products/" + slug;
  if (!request.query.empty()) location += '?' + std::string(request.query);
  response.set("Location", std::move(location));
  return response;
}

// Staff see it as it is in the tables, at this moment.
template <class Call>
Result<http::Response> staff_detail(const ReadingRoom& room, const Call& call) {
  auto database = room.database;
  auto product = database.transact([&](db::Tx& tx) -> Result<Product> {
    const auto id = products::id_of(tx, call.path.key);
    if (!id) return not_found("product");
    auto found = products::load(tx, std::span(&*id, 1), products::Lock::none);
    if (found.empty()) return not_found("product");
    return std::move(found.front());
  });
  if (!product) return std::move(product).error();
  if (!ProductId::parse(call.path.key) && product->slug != call.path.key) return redirect(product->slug, call.request);
  const auto locale = foreign_language(room, call.request);
  const auto view = view_of(locale ? translated(*product, *locale) : *product, Audience::staff);
  return product_answer(room, {product->id, product->version, json::to_json(view)}, call.query, locale);
}

template <class Call>
Result<http::Response> detail(const ReadingRoom& room, const Call& call) {
  if (call.caller.may(kCatalogWrite)) return staff_detail(room, call);
  const auto locale = foreign_language(room, call.request);
  auto found = room.reads.find(call.path.key, locale);
  if (!found) return std::move(found).error();
  if (*found) return product_answer(room, **std::move(found), call.query, locale);
  const auto slug = room.reads.present_slug(call.path.key);
  if (!slug) return slug.error();
  if (*slug) return redirect(**slug, call.request);
  return not_found("product");
}

Result<http::ContentPtr> categories(const ReadingRoom& room, const http::Request& request) {
  const auto all = room.reads.categories(foreign_language(room, request));
  if (!all) return all.error();
  return json_content(json::to_json(tree_of(*all)), subjects_of_taxonomy());
}

Result<http::ContentPtr> brands(const ReadingRoom& room) {
  const auto all = room.reads.brands();
  if (!all) return all.error();
  BrandList list;
  for (const auto& brand : *all) list.data.push_back({brand.id, brand.slug, brand.name});
  return json_content(json::to_json(list), subjects_of_taxonomy());
}

Result<http::ContentPtr> tags(const ReadingRoom& room) {
  const auto all = room.reads.tags();
  if (!all) return all.error();
  TagList list;
  for (const auto& [tag, products] : *all) list.data.push_back({tag, products});
  return json_content(json::to_json(list), subjects_of_tags());
}

// Cached for everybody but staff.
http::EndpointBuilder<> reading(const ReadingRoom& room, std::string path) {
  return http::get(std::move(path))
      .tag("catalog")
      .access(Access::anyone())
      .priority(http::Priority::catalog)
      .cached(room.cache)
      .not_cached_for(kCatalogWrite);
}

}  // namespace

std::vector<http::Endpoint> endpoints(const ReadingRoom& room) {
  return {
      reading(room, "/catalog/products")
          .summary("Published products, page by page")
          .description(
              "Staff get drafts and archived ones too. With `facets`, the answer has a member of this name with how "
              "many "
              "products of the whole list there are of each brand, category and value, and between which prices; a "
              "facet is counted without the filter by itself, so it says what there would be if another value were "
              "chosen.")
          .in_languages(room.languages)
          .query<ListingRequest>()
          .answers<ProductList>()
          .handle([room](const auto& call) { return list(room, call); }),
      reading(room, "/catalog/products/{key}")
          .summary("A published product, by id or slug")
          .description("A slug that it had before is answered with 301 to the present one. Staff get drafts too.")
          .in_languages(room.languages)
          .path<ProductKey>()
          .query<ProductQuery>()
          .answers<ProductView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return detail(room, call); }),
      reading(room, "/catalog/categories")
          .summary("The tree of categories")
          .in_languages(room.languages)
          .answers<CategoryTree>()
          .handle([room](const auto& call) { return categories(room, call.request); }),
      reading(room, "/catalog/brands").summary("All brands").answers<BrandList>().handle([room](const auto&) {
        return brands(room);
      }),
      reading(room, "/catalog/tags")
          .summary("The tags of published products, the most used first")
          .answers<TagList>()
          .handle([room](const auto&) { return tags(room); }),
  };
}

}  // namespace kontor::catalog
