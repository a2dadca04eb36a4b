#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/http/taxonomy_endpoints.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

struct CategoryPath {
  CategoryId id;
};
KONTOR_DESCRIBE(CategoryPath, id)

struct CategoryLocalePath {
  CategoryId id;
  std::string locale;
};
KONTOR_DESCRIBE(CategoryLocalePath, id, locale)

struct NewCategory {
  std::string name;
  std::optional<std::string> slug;
  std::optional<CategoryId> parent_id;
  std::optional<int> position;

  static void rules(json::Rules<NewCategory>& rule) {
    rule(&NewCategory::name).length(1, 300).example("Knives");
    rule(&NewCategory::slug).doc("Made from the name where it is missing").format("slug").length(1, 120);
    rule(&NewCategory::parent_id).doc("Missing: at the top");
    rule(&NewCategory::position).doc("Among its brothers, ascending; missing: the last").range(0, 1'000'000);
  }
};
KONTOR_DESCRIBE(NewCategory, name, slug, parent_id, position)

struct CategoryPatch {
  std::optional<std::string> name;
  std::optional<std::string> slug;

  static void rules(json::Rules<CategoryPatch>& rule) {
    rule(&CategoryPatch::name).length(1, 300);
    rule(&CategoryPatch::slug).format("slug").length(1, 120);
  }
};
KONTOR_DESCRIBE(CategoryPatch, name, slug)

struct CategoryMove {
  std::optional<CategoryId> parent_id;
  int position = 0;

  static void rules(json::Rules<CategoryMove>& rule) {
    rule(&CategoryMove::parent_id).doc("Missing: to the top");
    rule(&CategoryMove::position).optional().doc("What is at this place moves up by one").range(0, 1'000'000);
  }
};
KONTOR_DESCRIBE(CategoryMove, parent_id, position)

struct CategoryName {
  std::string name;

  static void rules(json::Rules<CategoryName>& rule) { rule(&CategoryName::name).length(1, 300).example("Messer"); }
};
KONTOR_DESCRIBE(CategoryName, name)

struct StaffCategory {
  CategoryId id;
  std::optional<CategoryId> parent_id;
  std::string slug;
  std::string name;
  int position = 0;
  std::map<std::string, std::string> translations;
  std::int64_t version = 1;

  static void rules(json::Rules<StaffCategory>& rule) {
    rule(&StaffCategory::translations).doc("Its name in other languages").example(json::Raw{R"({"de":"Messer"})"});
  }
};
KONTOR_DESCRIBE(StaffCategory, id, parent_id, slug, name, position, translations, version)

using CategoryAnswer = Result<http::Reply<StaffCategory>>;

CategoryAnswer answered_category(Result<Category> category) {
  if (!category) return std::move(category).error();
  const auto& one = *category;
  return tagged(StaffCategory{one.id, one.parent_id, one.slug, one.name, one.position, one.names, one.version},
                one.version);
}

Result<void> check_locale(const TaxonomyRoom& room, const std::string& locale) {
  if (room.languages.has(locale) && locale != room.languages.own()) return {};
  return invalid({{"/locale", "not_allowed", "is no language that the shop is translated into"}});
}

http::Endpoint create_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::post("/catalog/categories"))
      .summary("A new category")
      .idempotent()
      .body<NewCategory>()
      .answers<StaffCategory>(201)
      .fails({{ErrorKind::conflict, "slug_taken"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) {
          const auto& body = call.body;
          const Category draft{{}, body.parent_id, body.slug.value_or(""), body.name, body.position.value_or(0)};
          return answered_category(room.desk.create(tx, draft, body.position ? Place::given : Place::last));
        });
      });
}

http::Endpoint read_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::get("/catalog/categories/{id}"))
      .summary("A category with its version and translations")
      .path<CategoryPath>()
      .answers<StaffCategory>()
      .fails({"not_found"})
      .handle([room](const auto& call) {
        auto database = room.database;
        return database.transact([&](db::Tx& tx) -> CategoryAnswer {
          const auto keys = std::vector{call.path.id.str()};
          auto found = taxonomy::categories(tx, keys);
          if (found.empty()) return not_found("category");
          return answered_category(std::move(found.front()));
        });
      });
}

http::Endpoint change_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::patch("/catalog/categories/{id}"))
      .summary("Another name or slug for a category")
      .description("Its products show it a moment later. If-Match is required.")
      .path<CategoryPath>()
      .body<CategoryPatch>()
      .answers<StaffCategory>()
      .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "slug_taken"}})
      .handle([room](const auto& call) {
        return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          return answered_category(room.desk.change(tx, call.path.id, seen, {call.body.name, call.body.slug}));
        });
      });
}

http::Endpoint move_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::post("/catalog/categories/{id}/move"))
      .summary("Moves a category with all that is below it")
      .idempotent()
      .path<CategoryPath>()
      .body<CategoryMove>()
      .answers<StaffCategory>()
      .fails({"not_found", "version_conflict", {ErrorKind::conflict, "category_cycle"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) {
          return answered_category(room.desk.move(tx, call.path.id, optional_match(call.request.header("If-Match")),
                                                  call.body.parent_id, call.body.position));
        });
      });
}

http::Endpoint remove_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::del("/catalog/categories/{id}"))
      .summary("Removes an empty category")
      .path<CategoryPath>()
      .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "category_not_empty"}})
      .handle([room](const auto& call) {
        return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          return room.desk.remove_category(tx, call.path.id, seen);
        });
      });
}

http::Endpoint translate_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::put("/catalog/categories/{id}/translations/{locale}"))
      .summary("A category's name in another language")
      .path<CategoryLocalePath>()
      .body<CategoryName>()
      .answers<StaffCategory>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([room](const auto& call) -> CategoryAnswer {
        if (auto known = check_locale(room, call.path.locale); !known) return std::move(known).error();
        return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          return answered_category(room.desk.translate(tx, call.path.id, seen, call.path.locale, call.body.name));
        });
      });
}

http::Endpoint forget_translation_endpoint(const TaxonomyRoom& room) {
  return for_staff(http::del("/catalog/categories/{id}/translations/{locale}"))
      .summary("Takes a category's translation away")
      .path<CategoryLocalePath>()
      .answers<StaffCategory>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([room](const auto& call) {
        return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          return answered_category(room.desk.translate(tx, call.path.id, seen, call.path.locale, std::nullopt));
        });
      });
}

}  // namespace

std::vector<http::Endpoint> category_endpoints(const TaxonomyRoom& room) {
  return {create_endpoint(room),
          read_endpoint(room),
          change_endpoint(room),
          move_endpoint(room),
          remove_endpoint(room),
          translate_endpoint(room),
          forget_translation_endpoint(room)};
}

}  // namespace kontor::catalog
