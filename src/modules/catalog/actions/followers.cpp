#include "modules/catalog/actions/followers.hpp"

#include "kernel/jobs/piece_by_piece.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/store/history.hpp"
#include "modules/catalog/store/products.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

constexpr int kAtOnce = 200;

void remember(db::Tx& tx, const events::Event& event, const ProductId& id, std::int64_t version, std::string changes) {
  const auto dot = event.type.find('.');
  history::add(tx, {id, version, event.id, event.time, event.type.substr(dot + 1), event.headers.actor,
                    event.headers.correlation_id, std::move(changes)});
}

// A handler that keeps the message with these changes.
template <class Message, class Changes>
auto keeps(Changes changes) {
  return [changes](db::Tx& tx, const Message& message, const events::Event& event) -> Result<void> {
    remember(tx, event, message.product_id, message.version, changes(message));
    return {};
  };
}

Result<void> rewrite(db::Tx& tx, events::Log& log, ProductDesk& desk, const std::string& key,
                     const RewriteDocuments& command) {
  const auto ids = command.category_id ? taxonomy::products_of(tx, *command.category_id, command.after, kAtOnce)
                   : command.brand_id  ? taxonomy::products_of(tx, *command.brand_id, command.after, kAtOnce)
                                       : std::vector<ProductId>();
  if (ids.empty()) return {};
  desk.rewrite(tx, ids);
  if (ids.size() < kAtOnce) return {};
  log.publish(tx, key, RewriteDocuments{command.category_id, command.brand_id, ids.back()});
  return {};
}

Result<std::size_t> run_due(db::Tx& tx, ProductDesk& desk) {
  const auto now = products::now(tx);
  const auto due = products::due(tx, kAtOnce);
  const auto edited = desk.edit_many(tx, due, [&](Product& product) {
    if (product.publish_at && *product.publish_at <= now) {
      if (product.status == ProductStatus::draft) product.status = ProductStatus::published;
      product.publish_at.reset();
    }
    if (product.unpublish_at && *product.unpublish_at <= now) {
      if (product.status == ProductStatus::published) product.status = ProductStatus::archived;
      product.unpublish_at.reset();
    }
  });
  if (!edited) return edited.error();
  return edited->after.size();
}

}  // namespace

events::Group history_group(db::Database database) {
  const auto nothing = [](const auto&) { return std::string("[]"); };
  const auto fields = [](const ProductUpdated& message) { return json::to_json(message.changes); };
  const auto prices = [](const PriceChanged& message) { return json::to_json(message.prices); };
  return events::Group("catalog-history", std::move(database))
      .on<ProductCreated>(keeps<ProductCreated>(nothing))
      .on<ProductUpdated>(keeps<ProductUpdated>(fields))
      .on<ProductPublished>(keeps<ProductPublished>(nothing))
      .on<PriceChanged>(keeps<PriceChanged>(prices))
      .on<ProductDeleted>(keeps<ProductDeleted>(nothing))
      .rebuildable([](db::Tx& tx) { history::clear(tx); })
      .relaxed();
}

events::Group documents_group(db::Database database, events::Log& log, ProductDesk& desk, TagDesk& tags) {
  return events::Group("catalog-documents", std::move(database))
      .on<CategoryChanged>([&log, &desk](db::Tx& tx, const CategoryChanged& changed, const events::Event& event) {
        return rewrite(tx, log, desk, event.aggregateid, {changed.category_id, std::nullopt, std::nullopt});
      })
      .on<BrandChanged>([&log, &desk](db::Tx& tx, const BrandChanged& changed, const events::Event& event) {
        return rewrite(tx, log, desk, event.aggregateid, {std::nullopt, changed.brand_id, std::nullopt});
      })
      .on<RenameTag>(
          [&tags](db::Tx& tx, const RenameTag& order, const events::Event&) { return tags.go_on(tx, order); })
      .on<RewriteDocuments>([&log, &desk](db::Tx& tx, const RewriteDocuments& command, const events::Event& event) {
        return rewrite(tx, log, desk, event.aggregateid, command);
      });
}

jobs::Job schedule_job(db::Database database, ProductDesk& desk) {
  return {.name = "catalog.schedule",
          .when = jobs::When::every(std::chrono::seconds(10)),
          .run = [database, &desk](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(
                run, 1, [&] { return database.transact([&](db::Tx& tx) { return run_due(tx, desk); }); });
          }};
}

}  // namespace kontor::catalog
