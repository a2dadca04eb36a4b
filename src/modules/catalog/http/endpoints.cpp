#include "modules/catalog/http/endpoints.hpp"

#include "kernel/http/page.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/http/listing_request.hpp"
#include "modules/catalog/http/views.hpp"

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

http::ContentPtr json_content(std::string bytes) {
  return std::make_shared<const http::Content>(std::move(bytes), "application/json");
}

// The documents are JSON already: a page is put together, not parsed and written again.
std::string page_of(const ProductPage& page, int limit) {
  std::string out = R"({"data":[)";
  for (const auto& document : page.documents) {
    if (out.back() != '[') out += ',';
    out += document;
  }
  out += R"(],"page":)";
  json::write(out, http::PageInfo{limit, page.next_cursor, page.next_cursor.has_value()});
  out += '}';
  return out;
}

Result<http::ContentPtr> list(const ProductReads& reads, const ListingRequest& request, Currency default_currency) {
  auto listing = listing_from(request, default_currency);
  if (!listing) return std::move(listing).error();
  const auto page = reads.list(*listing);
  if (!page) return page.error();
  return json_content(page_of(*page, listing->limit));
}

Result<http::ContentPtr> detail(const ProductReads& reads, const ProductKey& path) {
  auto document = reads.find(path.key);
  if (!document) return std::move(document).error();
  if (!*document) return not_found("product");
  return json_content(**std::move(document));
}

Result<CategoryTree> categories(const ProductReads& reads) {
  const auto all = reads.categories();
  if (!all) return all.error();
  return tree_of(*all);
}

}  // namespace

std::vector<http::Endpoint> endpoints(const ProductReads& reads, http::ContentCache& cache, Currency default_currency) {
  return {
      http::get("/catalog/products")
          .summary("Published products, page by page")
          .tag("catalog")
          .access(Access::anyone())
          .priority(http::Priority::catalog)
          .query<ListingRequest>()
          .answers<http::Page<ProductView>>()
          .cached(cache)
          .handle([&reads, default_currency](const auto& call) { return list(reads, call.query, default_currency); }),
      http::get("/catalog/products/{key}")
          .summary("A published product, by id or slug")
          .tag("catalog")
          .access(Access::anyone())
          .priority(http::Priority::catalog)
          .path<ProductKey>()
          .answers<ProductView>()
          .fails({"not_found"})
          .cached(cache)
          .handle([&reads](const auto& call) { return detail(reads, call.path); }),
      http::get("/catalog/categories")
          .summary("The tree of categories")
          .tag("catalog")
          .access(Access::anyone())
          .priority(http::Priority::catalog)
          .answers<CategoryTree>()
          .cached(cache)
          .handle([&reads](const auto&) { return categories(reads); }),
  };
}

}  // namespace kontor::catalog
