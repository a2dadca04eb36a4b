#include <algorithm>
#include <utility>

#include "kernel/json/json.hpp"
#include "modules/catalog/http/product_bodies.hpp"
#include "modules/catalog/store/media_files.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/taxonomy.hpp"

// What a patch says, done to its product.
namespace kontor::catalog {

namespace {

struct Reference {
  std::optional<std::string> id;
  std::optional<std::string> slug;
};
KONTOR_DESCRIBE(Reference, id, slug)

// nullopt where it names nothing; an empty text names nobody.
std::optional<std::string> key_of(const json::Raw& raw) {
  if (raw.text.starts_with('"')) {
    auto key = json::read<std::string>(raw.text);
    return key ? std::optional(*std::move(key)) : std::nullopt;
  }
  const auto reference = json::read<Reference>(raw.text, {.unknown = json::Unknown::ignore});
  if (!reference) return std::nullopt;
  return reference->id ? reference->id : reference->slug;
}

struct ImageReference {
  std::optional<ImageId> id;
  std::optional<std::string> url;
  std::optional<std::string> alt;
  std::optional<std::map<std::string, std::string>> translations;
};
KONTOR_DESCRIBE(ImageReference, id, url, alt, translations)

// An id, or an object as in answers.
std::optional<ImageReference> image_reference(const json::Raw& raw) {
  if (raw.text.starts_with('"')) {
    const auto id = json::read<ImageId>(raw.text);
    return id ? std::optional(ImageReference{*id, {}, {}, {}}) : std::nullopt;
  }
  auto reference = json::read<ImageReference>(raw.text, {.unknown = json::Unknown::ignore});
  return reference ? std::optional(*std::move(reference)) : std::nullopt;
}

std::string place(const std::string& base, std::size_t index) {
  return base + '/' + std::to_string(index);
}

class Application {
 public:
  Application(db::Tx& tx, const ProductPatch& patch, Product& product) : tx_(tx), patch_(patch), product_(product) {}

  Result<void> run() && {
    set_texts();
    if (patch_.brand.is_mentioned()) set_brand(patch_.brand ? *patch_.brand : json::Raw{});
    if (patch_.categories) set_categories(*patch_.categories);
    if (patch_.attributes) set_attributes(*patch_.attributes);
    if (patch_.options) set_options(*patch_.options);
    if (patch_.variants) set_variants(*patch_.variants);
    if (patch_.images) set_images(*patch_.images);
    if (!problems_.empty()) return invalid(std::move(problems_));
    return {};
  }

 private:
  void set_texts() {
    if (patch_.name) product_.name = *patch_.name;
    if (patch_.slug) product_.slug = *patch_.slug;
    if (patch_.description) product_.description = *patch_.description;
    if (patch_.status) product_.status = *patch_.status;
    if (patch_.tags) product_.tags = *patch_.tags;
    if (patch_.seo) {
      product_.seo_title = patch_.seo->title.value_or("");
      product_.seo_description = patch_.seo->description.value_or("");
    }
    patch_.publish_at.apply_to(product_.publish_at);
    patch_.unpublish_at.apply_to(product_.unpublish_at);
  }

  void set_brand(const json::Raw& raw) {
    const auto key = key_of(raw);
    product_.brand.reset();
    if (raw.text == "null" || key == "") return;
    if (key) product_.brand = taxonomy::find_brand(tx_, *key);
    if (!product_.brand) problems_.push_back({"/brand", "not_found", "there is no such brand"});
  }

  void set_categories(const std::vector<json::Raw>& references) {
    std::vector<std::string> keys;
    for (const auto& raw : references) keys.push_back(key_of(raw).value_or(""));
    taxonomy::lock_tree(tx_, taxonomy::Tree::reads);
    const auto found = taxonomy::categories(tx_, keys);
    product_.categories.clear();
    std::vector<CategoryId> ids;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto category = std::ranges::find_if(
          found, [&](const Category& one) { return one.slug == keys[i] || one.id.str() == keys[i]; });
      if (category == found.end()) {
        problems_.push_back({place("/categories", i), "not_found", "there is no such category"});
        continue;
      }
      product_.categories.push_back(*category);
      ids.push_back(category->id);
    }
    product_.category_path = taxonomy::path_of(tx_, ids);
  }

  void set_attributes(const std::map<std::string, json::Raw>& attributes) {
    product_.attributes.clear();
    for (const auto& [name, raw] : attributes) {
      if (raw.text == "null") continue;
      auto value = attribute_value_from(raw);
      if (!value) problems_.push_back({"/attributes/" + name, "type", "must be a text, a number or a boolean"});
      product_.attributes.emplace_back(name, std::move(value).value_or(""));
    }
  }

  void set_options(const std::vector<OptionView>& options) {
    product_.options.clear();
    for (const auto& option : options) product_.options.push_back({option.name, option.choices});
  }

  void set_variants(const std::vector<VariantBody>& bodies) {
    std::vector<Variant> variants;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const auto& id = bodies[i].id;
      if (id && std::ranges::find(product_.variants, *id, &Variant::id) == product_.variants.end()) {
        problems_.push_back({place("/variants", i) + "/id", "not_found", "the product has no such variant"});
      }
      variants.push_back(variant_from(bodies[i], product_.variants));
    }
    product_.variants = std::move(variants);
    if (product_.options.empty()) derive_options();
    for (auto& variant : product_.variants) order_choices(variant);
    check_identities();
  }

  void set_images(const std::vector<json::Raw>& references) {
    const auto had = std::exchange(product_.images, {});
    for (std::size_t i = 0; i < references.size(); ++i) {
      const auto pointer = place("/images", i);
      const auto reference = image_reference(references[i]);
      auto image = reference ? find_image(*reference, had) : std::nullopt;
      if (!image) {
        problems_.push_back({pointer, "not_found", "is neither an image of the product nor a picture that there is"});
        continue;
      }
      if (std::ranges::find(product_.images, image->id, &Image::id) != product_.images.end()) {
        problems_.push_back({pointer, "duplicate", "is the same image as one before"});
      }
      if (reference->alt) image->alt_text = *reference->alt;
      if (reference->translations) image->alt_texts = *reference->translations;
      product_.images.push_back(*std::move(image));
    }
  }

  std::optional<Image> find_image(const ImageReference& reference, const std::vector<Image>& had) {
    const auto known = std::ranges::find_if(had, [&](const Image& one) {
      return reference.id ? one.id == *reference.id : reference.url == media_url(one.path);
    });
    if (known != had.end()) return *known;
    const auto prefix = media_url("");
    if (reference.id || !reference.url || !reference.url->starts_with(prefix)) return std::nullopt;
    return media_files::take(tx_, reference.url->substr(prefix.size()));
  }

  // Two variants of the body must not be one of the product's.
  void check_identities() {
    std::vector<VariantId> seen;
    for (std::size_t i = 0; i < product_.variants.size(); ++i) {
      const auto& id = product_.variants[i].id;
      if (std::ranges::find(seen, id) != seen.end()) {
        problems_.push_back({place("/variants", i), "duplicate", "is the same variant as one before"});
      }
      seen.push_back(id);
    }
  }

  void derive_options() {
    for (const auto& variant : product_.variants) {
      for (const auto& [name, choice] : variant.options) {
        auto option = std::ranges::find(product_.options, name, &ProductOption::name);
        if (option == product_.options.end()) option = product_.options.insert(option, ProductOption{name, {}});
        if (std::ranges::find(option->choices, choice) == option->choices.end()) option->choices.push_back(choice);
      }
    }
  }

  void order_choices(Variant& variant) const {
    const bool named_by_choices = variant.name == name_from(variant.options);
    std::ranges::stable_sort(variant.options, {}, [this](const auto& chosen) {
      return std::ranges::find(product_.options, chosen.first, &ProductOption::name) - product_.options.begin();
    });
    if (named_by_choices) variant.name = name_from(variant.options);
  }

  db::Tx& tx_;
  const ProductPatch& patch_;
  Product& product_;
  std::vector<FieldProblem> problems_;
};

}  // namespace

Result<void> apply(db::Tx& tx, const ProductPatch& patch, Product& product) {
  return Application(tx, patch, product).run();
}

}  // namespace kontor::catalog
