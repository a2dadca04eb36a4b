#include "modules/catalog/http/tag_endpoints.hpp"

#include "modules/catalog/http/staff_endpoint.hpp"

namespace kontor::catalog {

namespace {

struct TagPath {
  std::string tag;

  static void rules(json::Rules<TagPath>& rule) { rule(&TagPath::tag).length(1, 100).example("kitchen"); }
};
KONTOR_DESCRIBE(TagPath, tag)

struct TagPatch {
  std::string tag;
  bool merge = false;

  static void rules(json::Rules<TagPatch>& rule) {
    rule(&TagPatch::tag).doc("Its new name").length(1, 100).example("kitchenware");
    rule(&TagPatch::merge).optional().doc("Whether it may join a tag that products have already");
  }
};
KONTOR_DESCRIBE(TagPatch, tag, merge)

struct StaffTag {
  std::string tag;
  std::int64_t products = 0;
  std::int64_t version = 1;

  static void rules(json::Rules<StaffTag>& rule) { rule(&StaffTag::products).doc("Drafts and removed ones too"); }
};
KONTOR_DESCRIBE(StaffTag, tag, products, version)

using TagAnswer = Result<http::Reply<StaffTag>>;

TagAnswer answered_tag(Result<tags::Tag> tag) {
  if (!tag) return std::move(tag).error();
  return tagged(StaffTag{tag->tag, tag->products, tag->version}, tag->version);
}

}  // namespace

std::vector<http::Endpoint> tag_endpoints(const db::Database& database, TagDesk& desk) {
  return {
      for_staff(http::get("/catalog/tags/{tag}"))
          .summary("A tag with its version")
          .path<TagPath>()
          .answers<StaffTag>()
          .fails({"not_found"})
          .handle([database](const auto& call) {
            auto own = database;
            return own.transact([&](db::Tx& tx) -> TagAnswer {
              auto found = tags::find(tx, call.path.tag);
              if (found.products == 0) return not_found("tag");
              return answered_tag(std::move(found));
            });
          }),
      for_staff(http::patch("/catalog/tags/{tag}"))
          .summary("Another name for a tag")
          .description("Its products have it at once; where they are more than 200, the others a moment later. Joining "
                       "a tag that "
                       "products have already has to be asked for with `merge`. If-Match is required.")
          .path<TagPath>()
          .body<TagPatch>()
          .answers<StaffTag>()
          .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "tag_taken"}})
          .handle([database, &desk](const auto& call) {
            return replace(database, call, [&](db::Tx& tx, const SeenVersion& seen) {
              return answered_tag(desk.rename(tx, call.path.tag, seen, call.body.tag,
                                              call.body.merge ? TagDesk::Merge::yes : TagDesk::Merge::no));
            });
          }),
  };
}

}  // namespace kontor::catalog
