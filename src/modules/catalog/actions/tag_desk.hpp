#pragma once

#include <optional>
#include <string>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/catalog/actions/product_desk.hpp"
#include "modules/catalog/actions/seen_version.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/store/tags.hpp"

namespace kontor::catalog {

// Goes on with giving products of one tag another instead; the catalog's own. The key is the old tag.
struct RenameTag {
  static constexpr events::MessageType kMessage{"catalog.rename_tag", 1, kCatalogCommands, "tag"};

  std::string tag;
  std::string name;
  std::optional<ProductId> after;  // the last product that is done
};
KONTOR_DESCRIBE(RenameTag, tag, name, after)

// Tags by another name, in the caller's transaction. Each product changes as by any other edit; those that are too many
// for one transaction follow behind it, by commands of the catalog to itself. Safe from any thread.
class TagDesk {
 public:
  TagDesk(events::Log& log, audit::Trail trail, ProductDesk& products)
      : log_(log), trail_(trail), products_(products) {}

  enum class Merge { no, yes };
  // `not_found` where no product has it, version_conflict, tag_taken where products have the other and it is not to be
  // merged into that. Gives the tag by its new name, with all products that have or will have it.
  Result<tags::Tag> rename(db::Tx& tx, const std::string& tag, const SeenVersion& seen, const std::string& name,
                           Merge merge);
  // The next products, and a command for those behind them.
  Result<void> go_on(db::Tx& tx, const RenameTag& order);

 private:
  events::Log& log_;
  audit::Trail trail_;
  ProductDesk& products_;
};

}  // namespace kontor::catalog
