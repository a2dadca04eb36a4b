#include "modules/catalog/http/product_bodies.hpp"

#include <algorithm>

#include "modules/catalog/domain/product_rules.hpp"

namespace kontor::catalog {

namespace {

// What both bodies say about a product, once.
template <class Body>
void product_rules(json::Rules<Body>& rule) {
  rule(&Body::name).length(1, 300).example("Nordic Linen Shirt");
  rule(&Body::slug)
      .doc("Names the product in URLs; made from the name where it is missing")
      .format("slug")
      .length(1, 120);
  rule(&Body::description).optional().length(0, 50'000);
  rule(&Body::status).optional();
  rule(&Body::brand).doc("Id or slug, or an object with one of them").example(json::Raw{R"("halden")"});
  rule(&Body::categories)
      .optional()
      .doc("Ids or slugs, or objects with one of them; the first is the main one")
      .items(0, kMaxCategories)
      .example(json::Raw{R"(["mens-shirts"])"});
  rule(&Body::tags).optional().items(0, kMaxTags);
  rule(&Body::attributes)
      .optional()
      .doc("Texts, numbers and booleans by the attribute's code")
      .items(0, kMaxAttributes)
      .example(json::Raw{R"({"material":"linen"})"});
  rule(&Body::options).optional().items(0, kMaxOptions);
  rule(&Body::variants).optional().doc("Known by id, else by SKU").items(0, kMaxVariants);
  rule(&Body::images)
      .doc("Ids of images, or objects with id or url, and alt: the order to be shown in; who is missing goes")
      .items(0, kMaxImages)
      .example(json::Raw{"[]"});
  rule(&Body::seo).optional();
  rule(&Body::publish_at).doc("When a draft is published by itself");
  rule(&Body::unpublish_at).doc("When it is archived by itself");
}

void said(json::Change<Timestamp>& change, const std::optional<Timestamp>& moment) {
  if (moment) {
    change.emplace() = *moment;
  } else {
    change.reset();
  }
}

}  // namespace

void VariantBody::rules(json::Rules<VariantBody>& rule) {
  rule(&VariantBody::id).doc("Of a variant that is there");
  rule(&VariantBody::sku).length(1, 100).example("NLS-100-01");
  rule(&VariantBody::barcode).length(0, 100);
  rule(&VariantBody::name).doc("Its choices where it is missing").length(0, 300);
  rule(&VariantBody::options).optional().doc("A choice of each of the product's options").items(0, kMaxOptions);
  rule(&VariantBody::prices).optional().items(0, kMaxPricesPerVariant);
}

void ProductBody::rules(json::Rules<ProductBody>& rule) {
  product_rules(rule);
}

void ProductPatch::rules(json::Rules<ProductPatch>& rule) {
  product_rules(rule);
}

ProductPatch patch_from(const ProductBody& body) {
  ProductPatch patch{body.name, body.slug,       body.description, body.status,   {},       body.categories,
                     body.tags, body.attributes, body.options,     body.variants, body.seo, {},
                     {},        body.images};
  patch.brand.emplace() = body.brand.value_or(json::Raw{});
  said(patch.publish_at, body.publish_at);
  said(patch.unpublish_at, body.unpublish_at);
  return patch;
}

std::vector<ListPrice> prices_from(const std::vector<PriceView>& prices) {
  std::vector<ListPrice> lists;
  for (const auto& view : prices) {
    ListPrice list{Money(view.amount, view.currency), std::nullopt};
    if (view.compare_at) list.compare_at = Money(*view.compare_at, view.currency);
    lists.push_back(list);
  }
  std::ranges::sort(lists, {}, [](const ListPrice& list) { return list.price.currency(); });
  return lists;
}

Variant variant_from(const VariantBody& body, const std::vector<Variant>& known) {
  const auto same = std::ranges::find_if(
      known, [&](const Variant& one) { return body.id ? one.id == *body.id : one.sku == body.sku; });
  Variant variant;
  variant.id = same == known.end() ? VariantId::generate() : same->id;
  variant.sku = body.sku;
  variant.barcode = body.barcode.value_or("");
  variant.options.assign(body.options.begin(), body.options.end());
  variant.name = body.name.value_or(name_from(variant.options));
  variant.prices = prices_from(body.prices);
  variant.weight_grams = body.weight_grams;
  if (const auto& size = body.dimensions)
    variant.dimensions = Dimensions{size->length_mm, size->width_mm, size->height_mm};
  return variant;
}

}  // namespace kontor::catalog
