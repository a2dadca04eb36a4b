#include "modules/catalog/http/product_endpoints.hpp"

#include "modules/catalog/http/answers.hpp"
#include "modules/catalog/http/product_bodies.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"

namespace kontor::catalog {

namespace {

struct ScheduleBody {
  std::optional<Timestamp> publish_at;
  std::optional<Timestamp> unpublish_at;

  static void rules(json::Rules<ScheduleBody>& rule) {
    rule(&ScheduleBody::publish_at).doc("When the draft is published; missing: not by itself");
    rule(&ScheduleBody::unpublish_at).doc("When it is archived; missing: not by itself");
  }
};
KONTOR_DESCRIBE(ScheduleBody, publish_at, unpublish_at)

template <class Call>
Result<http::Response> create(const WritingDesk& desk, const Call& call) {
  return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
    Product draft;
    if (auto applied = apply(tx, patch_from(call.body), draft); !applied) return std::move(applied).error();
    auto product = desk.products.create(tx, std::move(draft));
    if (!product) return std::move(product).error();
    auto reply = reply_of(*product);
    reply.headers.emplace_back("Location", "/api/v1/catalog/products/" + product->id.str());
    return reply;
  });
}

template <class Call>
Result<http::Reply<ProductView>> edit(const WritingDesk& desk, const Call& call, const ProductPatch& patch) {
  return replace(desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
    return replied(
        desk.products.edit(tx, call.path.id, seen, [&](Product& product) { return apply(tx, patch, product); }));
  });
}

// A POST that does one thing to a product, whatever its version unless the caller says which.
template <class Call>
Result<http::Response> act(const WritingDesk& desk, const Call& call, const ProductDesk::Change& change) {
  return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
    return replied(desk.products.edit(tx, call.path.id, optional_match(call.request.header("If-Match")), change));
  });
}

Result<void> publish(Product& product) {
  product.status = ProductStatus::published;
  product.publish_at.reset();
  return {};
}

Result<void> archive(Product& product) {
  product.status = ProductStatus::archived;
  product.publish_at.reset();
  product.unpublish_at.reset();
  return {};
}

http::Endpoint create_endpoint(const WritingDesk& desk) {
  return for_staff(http::post("/catalog/products"))
      .summary("A new product")
      .description("Where no options are given, they are those that the variants choose from.")
      .idempotent()
      .body<ProductBody>()
      .answers<ProductView>(201)
      .fails({{ErrorKind::conflict, "slug_taken"}, {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) { return create(desk, call); });
}

http::Endpoint replace_endpoint(const WritingDesk& desk) {
  return for_staff(http::put("/catalog/products/{id}"))
      .summary("Replaces a product")
      .description(
          "Translations and related products stay; so do the slug and the images where none are given. If-Match is "
          "required.")
      .path<ProductPath>()
      .body<ProductBody>()
      .answers<ProductView>()
      .fails({"not_found",
              "version_conflict",
              "precondition_required",
              {ErrorKind::conflict, "slug_taken"},
              {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) { return edit(desk, call, patch_from(call.body)); });
}

http::Endpoint change_endpoint(const WritingDesk& desk) {
  return for_staff(http::patch("/catalog/products/{id}"))
      .summary("Changes some of a product")
      .description("What is missing stays; a list is replaced as a whole. If-Match is required.")
      .path<ProductPath>()
      .body<ProductPatch>()
      .answers<ProductView>()
      .fails({"not_found",
              "version_conflict",
              "precondition_required",
              {ErrorKind::conflict, "slug_taken"},
              {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) { return edit(desk, call, call.body); });
}

http::Endpoint remove_endpoint(const WritingDesk& desk) {
  return for_staff(http::del("/catalog/products/{id}"))
      .summary("Removes a product; it can be brought back")
      .path<ProductPath>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return replace(desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          return desk.products.remove(tx, call.path.id, seen);
        });
      });
}

http::Endpoint restore_endpoint(const WritingDesk& desk) {
  return for_staff(http::post("/catalog/products/{id}/restore"))
      .summary("Brings a removed product back as it was")
      .idempotent()
      .path<ProductPath>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict"})
      .handle([desk](const auto& call) {
        return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
          return replied(desk.products.restore(tx, call.path.id, optional_match(call.request.header("If-Match"))));
        });
      });
}

http::Endpoint act_endpoint(const WritingDesk& desk, std::string path, std::string summary,
                            Result<void> (*change)(Product&)) {
  return for_staff(http::post("/catalog/products/{id}/" + std::move(path)))
      .summary(std::move(summary))
      .idempotent()
      .path<ProductPath>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict"})
      .handle([desk, change](const auto& call) { return act(desk, call, change); });
}

http::Endpoint schedule_endpoint(const WritingDesk& desk) {
  return for_staff(http::post("/catalog/products/{id}/schedule"))
      .summary("Says when a product is published and archived by itself")
      .idempotent()
      .path<ProductPath>()
      .body<ScheduleBody>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict"})
      .handle([desk](const auto& call) {
        return act(desk, call, [&](Product& product) -> Result<void> {
          product.publish_at = call.body.publish_at;
          product.unpublish_at = call.body.unpublish_at;
          return {};
        });
      });
}

}  // namespace

std::vector<http::Endpoint> product_endpoints(WritingDesk desk) {
  return {create_endpoint(desk),
          replace_endpoint(desk),
          change_endpoint(desk),
          remove_endpoint(desk),
          restore_endpoint(desk),
          act_endpoint(desk, "publish", "Shows a product to shoppers", publish),
          act_endpoint(desk, "archive", "Takes a product out of sale", archive),
          schedule_endpoint(desk)};
}

}  // namespace kontor::catalog
