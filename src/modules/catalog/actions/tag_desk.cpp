#include "modules/catalog/actions/tag_desk.hpp"

#include <algorithm>
#include <map>

#include "kernel/json/json.hpp"

namespace kontor::catalog {

namespace {

constexpr int kTagsAtOnce = 200;

// In its place; a product that has the new name already only loses the old one.
void replace_tag(std::vector<std::string>& tags, const std::string& tag, const std::string& name) {
  const auto place = std::ranges::find(tags, tag);
  if (place == tags.end()) return;
  if (std::ranges::find(tags, name) == tags.end()) {
    *place = name;
  } else {
    tags.erase(place);
  }
}

}  // namespace

Result<tags::Tag> TagDesk::rename(db::Tx& tx, const std::string& tag, const SeenVersion& seen, const std::string& name,
                                  Merge merge) {
  tags::lock(tx);
  const auto found = tags::find(tx, tag);
  if (found.products == 0) return not_found("tag");
  if (auto current = seen.check(found.version); !current) return std::move(current).error();
  if (name == tag) return found;
  const auto other = tags::find(tx, name);
  if (other.products > 0 && merge == Merge::no) {
    return conflict("tag_taken", "Products have this tag already; say `merge` to join the two.");
  }
  tags::touch(tx, tag);
  tags::touch(tx, name);
  trail_.record(tx, {"catalog.tag_renamed", tag, json::to_json(std::map<std::string, std::string>{{"tag", tag}}),
                     json::to_json(std::map<std::string, std::string>{{"tag", name}}), std::nullopt});
  if (auto begun = go_on(tx, {tag, name, std::nullopt}); !begun) return std::move(begun).error();
  return tags::Tag{name, tags::find(tx, name).products + tags::find(tx, tag).products, other.version + 1};
}

Result<void> TagDesk::go_on(db::Tx& tx, const RenameTag& order) {
  const auto ids = tags::products_with(tx, order.tag, order.after, kTagsAtOnce);
  if (ids.empty()) return {};
  const auto edited =
      products_.edit_many(tx, ids, [&](Product& product) { replace_tag(product.tags, order.tag, order.name); });
  if (!edited) return edited.error();
  if (ids.size() == kTagsAtOnce) log_.publish(tx, order.tag, RenameTag{order.tag, order.name, ids.back()});
  return {};
}

}  // namespace kontor::catalog
