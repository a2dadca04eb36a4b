#include <algorithm>

#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/tax_rows.hpp"

namespace kontor::pricing {

namespace {

struct TaxClassPath {
  std::string code;

  static void rules(json::Rules<TaxClassPath>& rule) { rule(&TaxClassPath::code).length(1, 50).example("reduced"); }
};
KONTOR_DESCRIBE(TaxClassPath, code)

struct TaxClassBody {
  std::string name;

  static void rules(json::Rules<TaxClassBody>& rule) {
    rule(&TaxClassBody::name).length(1, 100).example("Reduced rate");
  }
};
KONTOR_DESCRIBE(TaxClassBody, name)

struct NewTaxClassBody {
  std::string code;
  std::string name;

  static void rules(json::Rules<NewTaxClassBody>& rule) {
    rule(&NewTaxClassBody::code)
        .doc("Lower case letters, digits and _, a letter first; for good")
        .length(1, 50)
        .example("reduced");
    rule(&NewTaxClassBody::name).length(1, 100).example("Reduced rate");
  }
};
KONTOR_DESCRIBE(NewTaxClassBody, code, name)

struct TaxClassView {
  std::string code;
  std::string name;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(TaxClassView, code, name, version)

struct ProductsOfClass {
  std::vector<catalog::ProductId> product_ids;

  static void rules(json::Rules<ProductsOfClass>& rule) { rule(&ProductsOfClass::product_ids).items(1, 1000); }
};
KONTOR_DESCRIBE(ProductsOfClass, product_ids)

bool is_class_code(const std::string& code) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !code.empty() && code.front() >= 'a' && code.front() <= 'z' && std::ranges::all_of(code, fits);
}

TaxClassView view_of(const TaxClass& one) {
  return {one.code, one.name, one.version};
}

using TaxClassAnswer = Result<http::Reply<TaxClassView>>;

TaxClassAnswer create_tax_class(const Room& room, db::Tx& tx, const NewTaxClassBody& body) {
  if (!is_class_code(body.code)) {
    return invalid({{"/code", "format", "must be lower case letters, digits and _, a letter first"}});
  }
  const TaxClass fresh{body.code, body.name};
  if (!tax_rows::insert_class(tx, fresh)) return conflict("tax_class_exists", "There is a tax class of this code.");
  auto view = view_of(fresh);
  room.changes.note(tx, {"tax_class_created", "tax", fresh.code, "", json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
TaxClassAnswer rename_tax_class(const Room& room, db::Tx& tx, const Call& call) {
  const auto before = tax_rows::find_class(tx, call.path.code);
  if (!before) return not_found("tax class");
  if (auto present = seen(call, before->version); !present) return present.error();
  const TaxClass renamed{before->code, call.body.name, before->version + 1};
  tax_rows::rename_class(tx, renamed);
  auto view = view_of(renamed);
  room.changes.note(tx,
                    {"tax_class_changed", "tax", renamed.code, json::to_json(view_of(*before)), json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
Result<void> remove_tax_class(const Room& room, db::Tx& tx, const Call& call) {
  const auto before = tax_rows::find_class(tx, call.path.code);
  if (!before) return not_found("tax class");
  if (auto present = seen(call, before->version); !present) return present;
  if (before->code == kStandardTaxClass) return conflict("standard_tax_class", "Every shop has this class.");
  if (!tax_rows::remove_class(tx, before->code)) {
    return conflict("tax_class_in_use", "A rate or a product is of this class.");
  }
  room.changes.note(tx, {"tax_class_removed", "tax", before->code, json::to_json(view_of(*before)), ""});
  return {};
}

template <class Call>
Result<void> assign_products(const Room& room, db::Tx& tx, const Call& call) {
  if (!tax_rows::find_class(tx, call.path.code)) return not_found("tax class");
  tax_rows::assign_products(tx, call.body.product_ids, call.path.code);
  room.changes.note(tx, {"tax_class_assigned", "tax", call.path.code, "", json::to_json(call.body)});
  return {};
}

template <class Call>
Result<http::Page<catalog::ProductId>> products_of_class(const Room& room, const Call& call) {
  const auto after = place_in<catalog::ProductId>(call.query.cursor);
  if (!after) return after.error();
  auto database = room.database;
  return database.transact([&](db::Tx& tx) -> Result<http::Page<catalog::ProductId>> {
    if (!tax_rows::find_class(tx, call.path.code)) return not_found("tax class");
    return page_of(tax_rows::products_of(tx, call.path.code, *after, call.query.limit + 1), call.query.limit,
                   [](const catalog::ProductId& last) { return last.str(); });
  });
}

std::vector<http::Endpoint> class_product_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/tax-classes/{code}/products"))
              .summary("The products of a tax class; all that are in none are of the standard one")
              .path<TaxClassPath>()
              .query<http::PageQuery>()
              .answers<http::Page<catalog::ProductId>>()
              .fails({"not_found"})
              .handle([room](const auto& call) { return products_of_class(room, call); }),
          for_writers(http::post("/pricing/tax-classes/{code}/products"))
              .summary("Puts products into a tax class, out of the one that they were in")
              .idempotent()
              .path<TaxClassPath>()
              .body<ProductsOfClass>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                return room.once.run(call, room.database, [&](db::Tx& tx) { return assign_products(room, tx, call); });
              })};
}

}  // namespace

std::vector<http::Endpoint> tax_class_endpoints(const Room& room) {
  auto all = class_product_endpoints(room);
  all.push_back(for_readers(http::get("/pricing/tax-classes"))
                    .summary("All tax classes")
                    .answers<http::Page<TaxClassView>>()
                    .handle([room](const auto&) {
                      auto database = room.database;
                      return database.transact([&](db::Tx& tx) -> Result<http::Page<TaxClassView>> {
                        std::vector<TaxClassView> views;
                        for (const auto& one : tax_rows::classes(tx)) views.push_back(view_of(one));
                        return whole_page(std::move(views));
                      });
                    }));
  all.push_back(for_writers(http::post("/pricing/tax-classes"))
                    .summary("A new tax class")
                    .idempotent()
                    .body<NewTaxClassBody>()
                    .answers<TaxClassView>(201)
                    .fails({{ErrorKind::conflict, "tax_class_exists"}})
                    .handle([room](const auto& call) {
                      return room.once.run(call, room.database,
                                           [&](db::Tx& tx) { return create_tax_class(room, tx, call.body); });
                    }));
  all.push_back(for_writers(http::put("/pricing/tax-classes/{code}"))
                    .summary("Another name for a tax class. If-Match is required")
                    .path<TaxClassPath>()
                    .body<TaxClassBody>()
                    .answers<TaxClassView>()
                    .fails({"not_found", "precondition_required", "version_conflict"})
                    .handle([room](const auto& call) {
                      auto database = room.database;
                      return database.transact([&](db::Tx& tx) { return rename_tax_class(room, tx, call); });
                    }));
  all.push_back(for_writers(http::del("/pricing/tax-classes/{code}"))
                    .summary("Removes a tax class that nothing is of. If-Match is required")
                    .path<TaxClassPath>()
                    .fails({"not_found",
                            "precondition_required",
                            "version_conflict",
                            {ErrorKind::conflict, "tax_class_in_use"},
                            {ErrorKind::conflict, "standard_tax_class"}})
                    .handle([room](const auto& call) {
                      auto database = room.database;
                      return database.transact([&](db::Tx& tx) { return remove_tax_class(room, tx, call); });
                    }));
  return all;
}

}  // namespace kontor::pricing
