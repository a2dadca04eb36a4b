#include "modules/catalog/http/views.hpp"

#include <algorithm>

#include "kernel/media/name.hpp"
#include "modules/catalog/store/product_tables.hpp"

namespace kontor::catalog {

namespace {

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

VariantView view_of(const Variant& variant) {
  VariantView view{variant.id, variant.sku, unless_empty(variant.barcode), variant.name,
                   {},         {},          variant.weight_grams,          {}};
  for (const auto& [option, choice] : variant.options) view.options.emplace(option, choice);
  for (const auto& list : variant.prices) {
    view.prices.push_back({list.price.amount(), list.price.currency(),
                           list.compare_at ? std::optional(list.compare_at->amount()) : std::nullopt});
  }
  if (const auto& size = variant.dimensions) {
    view.dimensions = DimensionsView{size->length_mm, size->width_mm, size->height_mm};
  }
  return view;
}

// Demo pictures are small enough to be their own thumbnails.
ThumbnailsView thumbnails_of(const std::string& path) {
  const auto name = media::Name::parse(path);
  const auto in_size = [&](media::Size size) { return media_url(name ? name->in_size(size).str() : path); };
  return {in_size(media::Size::small), in_size(media::Size::medium), in_size(media::Size::large)};
}

ImageView view_of(const Image& image) {
  return {image.id,    media_url(image.path), image.alt_text,           image.alt_text,
          image.width, image.height,          thumbnails_of(image.path)};
}

void add_children(std::vector<CategoryView>& level, const std::optional<CategoryId>& parent,
                  const std::vector<Category>& sorted) {
  for (const auto& category : sorted) {
    if (category.parent_id != parent) continue;
    auto& view = level.emplace_back(CategoryView{category.id, category.slug, category.name, {}});
    add_children(view.children, category.id, sorted);
  }
}

}  // namespace

std::string media_url(std::string_view path) {
  return "/media/" + std::string(path);
}

void ImageView::rules(json::Rules<ImageView>& rule) {
  rule(&ImageView::url).example("/media/generated/cup-navy.png");
  rule(&ImageView::alt).doc("What is to be seen, for who does not see it");
  rule(&ImageView::alt_text).doc("The same as alt");
  rule(&ImageView::thumbnails).doc("By the longer side: 160, 480 and 1200 pixels at most");
}

void PriceView::rules(json::Rules<PriceView>& rule) {
  rule(&PriceView::amount).doc("In minor units").at_least(0).example(1999);
  rule(&PriceView::compare_at).doc("What it cost before, in minor units").omit_empty();
}

void VariantView::rules(json::Rules<VariantView>& rule) {
  rule(&VariantView::barcode).omit_empty();
  rule(&VariantView::dimensions).omit_empty();
}

void ProductView::rules(json::Rules<ProductView>& rule) {
  rule(&ProductView::slug).doc("Names the product in URLs").example("nordic-linen-shirt");
  rule(&ProductView::categories).doc("The first is the main one");
  rule(&ProductView::attributes)
      .doc("Texts, numbers and booleans by the attribute's code")
      .example(json::Raw{R"({"material":"linen"})"});
  rule(&ProductView::publish_at).doc("When the draft is published; only staff see it").omit_empty();
  rule(&ProductView::unpublish_at).doc("When it is archived; only staff see it").omit_empty();
  rule(&ProductView::deleted_at).doc("Only staff see it").omit_empty();
}

ProductView view_of(const Product& product, Audience audience) {
  ProductView view{};
  view.id = product.id;
  view.slug = product.slug;
  view.status = product.status;
  view.name = product.name;
  view.description = product.description;
  if (product.brand) view.brand = BrandView{product.brand->id, product.brand->slug, product.brand->name};
  for (const auto& category : product.categories)
    view.categories.push_back({category.id, category.slug, category.name});
  view.tags = product.tags;
  for (const auto& [name, value] : product.attributes) view.attributes.emplace(name, raw_from(value));
  for (const auto& option : product.options) view.options.push_back({option.name, option.choices});
  for (const auto& variant : product.variants) view.variants.push_back(view_of(variant));
  for (const auto& image : product.images) view.images.push_back(view_of(image));
  view.seo = {unless_empty(product.seo_title), unless_empty(product.seo_description)};
  view.created_at = product.created_at;
  view.version = product.version;
  if (audience == Audience::staff) {
    view.publish_at = product.publish_at;
    view.unpublish_at = product.unpublish_at;
    view.deleted_at = product.deleted_at;
  }
  return view;
}

CategoryTree tree_of(const std::vector<Category>& categories) {
  auto sorted = categories;
  std::ranges::sort(sorted, [](const Category& a, const Category& b) {
    return std::tie(a.position, a.name, a.id) < std::tie(b.position, b.name, b.id);
  });
  CategoryTree tree;
  add_children(tree.data, std::nullopt, sorted);
  return tree;
}

}  // namespace kontor::catalog
