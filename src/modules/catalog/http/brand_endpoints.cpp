#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/http/taxonomy_endpoints.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

struct BrandPath {
  BrandId id;
};
KONTOR_DESCRIBE(BrandPath, id)

struct NewBrand {
  std::string name;
  std::optional<std::string> slug;

  static void rules(json::Rules<NewBrand>& rule) {
    rule(&NewBrand::name).length(1, 300).example("Halden");
    rule(&NewBrand::slug).doc("Made from the name where it is missing").format("slug").length(1, 120);
  }
};
KONTOR_DESCRIBE(NewBrand, name, slug)

struct BrandPatch {
  std::optional<std::string> name;
  std::optional<std::string> slug;

  static void rules(json::Rules<BrandPatch>& rule) {
    rule(&BrandPatch::name).length(1, 300);
    rule(&BrandPatch::slug).format("slug").length(1, 120);
  }
};
KONTOR_DESCRIBE(BrandPatch, name, slug)

struct StaffBrand {
  BrandId id;
  std::string slug;
  std::string name;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(StaffBrand, id, slug, name, version)

using BrandAnswer = Result<http::Reply<StaffBrand>>;

BrandAnswer answered_brand(Result<Brand> brand) {
  if (!brand) return std::move(brand).error();
  return tagged(StaffBrand{brand->id, brand->slug, brand->name, brand->version}, brand->version);
}

}  // namespace

std::vector<http::Endpoint> brand_endpoints(const TaxonomyRoom& room) {
  return {
      for_staff(http::post("/catalog/brands"))
          .summary("A new brand")
          .idempotent()
          .body<NewBrand>()
          .answers<StaffBrand>(201)
          .fails({{ErrorKind::conflict, "slug_taken"}})
          .handle([room](const auto& call) {
            return room.once.run(call, room.database, [&](db::Tx& tx) {
              return answered_brand(room.desk.create(tx, Brand{{}, call.body.slug.value_or(""), call.body.name}));
            });
          }),
      for_staff(http::get("/catalog/brands/{id}"))
          .summary("A brand with its version")
          .path<BrandPath>()
          .answers<StaffBrand>()
          .fails({"not_found"})
          .handle([room](const auto& call) {
            auto database = room.database;
            return database.transact([&](db::Tx& tx) -> BrandAnswer {
              auto found = taxonomy::find_brand(tx, call.path.id.str());
              if (!found) return not_found("brand");
              return answered_brand(*std::move(found));
            });
          }),
      for_staff(http::patch("/catalog/brands/{id}"))
          .summary("Another name or slug for a brand")
          .description("Its products show it a moment later. If-Match is required.")
          .path<BrandPath>()
          .body<BrandPatch>()
          .answers<StaffBrand>()
          .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "slug_taken"}})
          .handle([room](const auto& call) {
            return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
              return answered_brand(room.desk.change(tx, call.path.id, seen, call.body.name, call.body.slug));
            });
          }),
      for_staff(http::del("/catalog/brands/{id}"))
          .summary("Removes a brand without products")
          .path<BrandPath>()
          .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "brand_not_empty"}})
          .handle([room](const auto& call) {
            return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
              return room.desk.remove_brand(tx, call.path.id, seen);
            });
          }),
  };
}

}  // namespace kontor::catalog
