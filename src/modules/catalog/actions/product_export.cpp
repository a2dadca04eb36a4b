#include "modules/catalog/actions/product_export.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "modules/catalog/store/import_lookups.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

namespace {

constexpr int kProductsAtOnce = 200;
constexpr int kShopifyOptions = 3;

std::string moment(const std::optional<Timestamp>& at) {
  return at ? kontor::to_string(*at) : std::string();
}

std::string number(const std::optional<int>& value) {
  return value ? std::to_string(*value) : std::string();
}

template <class List>
std::string joined(const List& list, std::string_view separator) {
  std::string text;
  for (const auto& one : list) {
    if (!text.empty()) text += separator;
    text += one;
  }
  return text;
}

std::string type_of(const Product& product) {
  for (const auto& [name, value] : product.attributes) {
    if (name == kTypeAttribute) return value.text;
  }
  return {};
}

bool is_of_product(Field field) {
  return field < Field::option_name;
}

}  // namespace

Result<bool> ProductExport::next(std::string& out) {
  auto page = database_.transact([&](db::Tx& tx) -> Result<bool> {
    const auto after = after_;
    csv_ = CsvWriter();
    if (!is_begun_) begin(tx);
    const auto ids = lookups::page(tx, after, kProductsAtOnce);
    auto found = products::load(tx, ids, products::Lock::none);
    std::vector<ProductId> related;
    for (const auto& product : found) related.insert(related.end(), product.related.begin(), product.related.end());
    const auto slugs = related.empty() ? std::map<ProductId, std::string>() : lookups::slugs(tx, related);
    for (const auto& id : ids) {
      const auto product = std::ranges::find(found, id, &Product::id);
      if (product == found.end()) continue;
      std::vector<std::string> names;
      for (const auto& one : product->related) {
        if (const auto slug = slugs.find(one); slug != slugs.end()) names.push_back(slug->second);
      }
      write(*product, names);
    }
    if (!ids.empty()) next_after_ = std::ranges::find(found, ids.back(), &Product::id)->slug;
    return ids.size() == kProductsAtOnce;
  });
  if (!page) return page;
  is_begun_ = true;
  after_ = next_after_;
  out += csv_.take();
  return page;
}

void ProductExport::begin(db::Tx& tx) {
  const auto options = std::max(kShopifyOptions, lookups::most_options(tx));
  const auto header = header_of(format_, lookups::currencies(tx), static_cast<std::size_t>(options));
  auto layout = layout_of(header, currency_);
  KONTOR_CHECK(layout, "our own header is understood");
  layout_ = *std::move(layout);
  categories_.clear();
  for (auto& category : lookups::all_categories(tx)) categories_.emplace(category.id, category);
  for (const auto& name : header) csv_.add(name);
  csv_.end_row();
}

void ProductExport::write(const Product& product, const std::vector<std::string>& related) {
  const std::size_t rows = std::max<std::size_t>(1, product.variants.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (const auto& column : layout_.columns) {
      if (column.field == Field::slug) {
        csv_.add(product.slug);
      } else if (is_of_product(column.field)) {
        row == 0 ? write_product_cell(product, related, column) : void(csv_.add(""));
      } else if (row < product.variants.size()) {
        write_variant_cell(product, product.variants[row], row, column);
      } else {
        csv_.add("");
      }
    }
    csv_.end_row();
  }
}

void ProductExport::write_product_cell(const Product& product, const std::vector<std::string>& related,
                                       const Column& column) {
  switch (column.field) {
    case Field::name:
      return void(csv_.add(product.name));
    case Field::description:
      return void(csv_.add(product.description));
    case Field::brand:
      return void(csv_.add(product.brand ? product.brand->slug : ""));
    case Field::brand_name:
      return void(csv_.add(product.brand ? product.brand->name : ""));
    case Field::attributes:
      return void(csv_.add(product.attributes.empty() ? "" : attributes_json(product)));
    case Field::seo_title:
      return void(csv_.add(product.seo_title));
    case Field::seo_description:
      return void(csv_.add(product.seo_description));
    case Field::publish_at:
      return void(csv_.add(moment(product.publish_at)));
    case Field::unpublish_at:
      return void(csv_.add(moment(product.unpublish_at)));
    case Field::created_at:
      return void(csv_.add(moment(product.created_at)));
    case Field::related:
      return void(csv_.add(joined(related, " ")));
    case Field::options:
      return void(csv_.add(options_text(product.options)));
    case Field::translations:
      return void(csv_.add(translations_text(product.translations)));
    default:
      return write_shopify_cell(product, column);
  }
}

// What the two formats spell differently.
void ProductExport::write_shopify_cell(const Product& product, const Column& column) {
  const bool is_full = format_ == TransferFormat::full;
  std::vector<CategoryPath> paths;
  for (const auto& category : product.categories) paths.push_back(path_of(category));
  switch (column.field) {
    case Field::status:
      csv_.add(!is_full && product.status == ProductStatus::published ? "active" : to_string(product.status));
      break;
    case Field::published:
      csv_.add(product.status == ProductStatus::published ? "true" : "false");
      break;
    case Field::categories:
      csv_.add(categories_text(paths));
      break;
    case Field::category_names: {
      std::vector<std::string> names;
      if (!paths.empty()) {
        for (const auto& step : paths.front()) names.push_back(step.name);
      }
      csv_.add(joined(names, kPathSeparator));
      break;
    }
    case Field::product_type:
      csv_.add(type_of(product));
      break;
    case Field::tags:
      csv_.add(is_full ? tags_text(product.tags) : joined(product.tags, ", "));
      break;
    default:
      csv_.add("");
      break;
  }
}

void ProductExport::write_variant_cell(const Product& product, const Variant& variant, std::size_t index,
                                       const Column& column) {
  const auto price =
      std::ranges::find(variant.prices, column.currency, [](const ListPrice& list) { return list.price.currency(); });
  const bool has_price = price != variant.prices.end();
  const bool is_plain = product.options.empty() && column.option == 0;
  const auto* option = column.option < product.options.size() ? &product.options[column.option] : nullptr;
  switch (column.field) {
    case Field::option_name:
      return void(csv_.add(index > 0 ? "" : option != nullptr ? option->name : is_plain ? "Title" : ""));
    case Field::option_choice:
      return void(csv_.add(option != nullptr && column.option < variant.options.size()
                               ? variant.options[column.option].second
                           : is_plain ? "Default Title"
                                      : ""));
    case Field::sku:
      return void(csv_.add(variant.sku));
    case Field::barcode:
      return void(csv_.add(variant.barcode));
    case Field::variant_name:
      return void(csv_.add(variant.name));
    case Field::choices:
      return void(csv_.add(choices_text(variant.options)));
    case Field::weight_grams:
      return void(csv_.add(number(variant.weight_grams)));
    case Field::length_mm:
      return void(csv_.add(variant.dimensions ? std::to_string(variant.dimensions->length_mm) : ""));
    case Field::width_mm:
      return void(csv_.add(variant.dimensions ? std::to_string(variant.dimensions->width_mm) : ""));
    case Field::height_mm:
      return void(csv_.add(variant.dimensions ? std::to_string(variant.dimensions->height_mm) : ""));
    case Field::price:
      return void(csv_.add(has_price ? write_amount(price->price.amount(), column.currency) : ""));
    case Field::compare_at:
      return void(
          csv_.add(has_price && price->compare_at ? write_amount(price->compare_at->amount(), column.currency) : ""));
    default:
      return void(csv_.add(""));
  }
}

CategoryPath ProductExport::path_of(const Category& category) const {
  CategoryPath path{{category.slug, category.name}};
  for (auto parent = category.parent_id; parent;) {
    const auto known = categories_.find(*parent);
    if (known == categories_.end()) break;
    path.insert(path.begin(), {known->second.slug, known->second.name});
    parent = known->second.parent_id;
  }
  return path;
}

}  // namespace kontor::catalog
