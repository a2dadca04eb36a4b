#include "modules/catalog/store/listing_filters.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "modules/catalog/domain/attribute.hpp"

namespace kontor::catalog {

namespace {

using Filter = LeftOut::Filter;

class FilterWriter {
 public:
  FilterWriter(Statement& statement, const Listing& listing, const LeftOut& left_out)
      : statement_(statement), listing_(listing), left_out_(left_out) {}

  void write() {
    add_visibility();
    if (listing_.category && takes(Filter::category)) add_category(*listing_.category);
    if (listing_.brand && takes(Filter::brand)) {
      append(format(R"sql( and p.brand_id = (select b.id from catalog.brand b where b.slug = {}))sql",
                    param(*listing_.brand)));
    }
    if (!listing_.tags.empty()) append(format(R"sql( and p.tags @> {}::text[])sql", param(listing_.tags)));
    for (const auto& [name, value] : listing_.attributes) {
      if (takes_attribute(name)) add_attribute(name, value);
    }
    for (const auto& range : listing_.ranges) {
      if (takes_attribute(range.attribute)) add_range(range);
    }
    if (takes(Filter::price)) add_prices();
  }

 private:
  bool takes(Filter filter) const { return left_out_.filter != filter; }
  bool takes_attribute(std::string_view code) const { return takes(Filter::attribute) || left_out_.attribute != code; }

  // The status of all but staff's lists stands in the text: the indexes are made for it.
  void add_visibility() {
    if (listing_.statuses == std::vector<std::string>{"published"}) {
      append(R"sql(
        where p.status = 'published')sql");
    } else {
      append(format(R"sql(
        where p.status = any({}::text[]))sql",
                    param(listing_.statuses)));
    }
    append(listing_.deleted ? " and p.deleted_at is not null" : " and p.deleted_at is null");
  }

  // A value that reads as a number or a boolean may be meant as that, or as a text.
  void add_attribute(const std::string& name, const std::string& value) {
    const auto name_param = param(name);
    const auto value_param = param(value);
    append(format(R"sql( and (p.attributes @> jsonb_build_object({0}::text, {1}::text))sql", name_param, value_param));
    const AttributeValue number(AttributeValue::Kind::number, value);
    if (number_of(number) || value == "true" || value == "false") {
      append(format(R"sql( or p.attributes @> jsonb_build_object({0}::text, {1}::jsonb))sql", name_param,
                    param(db::JsonText{value})));
    }
    append(")");
  }

  void add_range(const NumberRange& range) {
    append(format(R"sql( and p.id in (select n.product_id from catalog.product_number n where n.attribute = {})sql",
                  param(range.attribute)));
    if (range.lowest) append(format(R"sql( and n.value >= {}::double precision)sql", param(*range.lowest)));
    if (range.highest) append(format(R"sql( and n.value <= {}::double precision)sql", param(*range.highest)));
    append(")");
  }

  void add_prices() {
    if (listing_.min_price_minor) {
      append(format(R"sql( and r.highest_minor >= {})sql", param(*listing_.min_price_minor)));
    }
    if (listing_.max_price_minor) {
      append(format(R"sql( and r.lowest_minor <= {})sql", param(*listing_.max_price_minor)));
    }
  }

  void add_category(const std::string& key) {
    if (const auto id = CategoryId::parse(key)) {
      append(format(R"sql( and p.category_path @> array[{}::uuid])sql", param(*id)));
    } else {
      append(format(R"sql( and p.category_path @> array[(select c.id from catalog.category c where c.slug = {})])sql",
                    param(key)));
    }
  }

  void append(std::string_view sql) { statement_.sql += sql; }
  template <class T>
  std::string param(const T& value) {
    return statement_.param(value);
  }

  Statement& statement_;
  const Listing& listing_;
  const LeftOut& left_out_;
};

}  // namespace

bool has_filter(const Listing& listing, const LeftOut& filter) {
  const auto names = [&](const auto& attribute) { return attribute.first == filter.attribute; };
  switch (filter.filter) {
    case Filter::none:
      return false;
    case Filter::brand:
      return listing.brand.has_value();
    case Filter::category:
      return listing.category.has_value();
    case Filter::price:
      return listing.min_price_minor || listing.max_price_minor;
    case Filter::attribute:
      return std::ranges::any_of(listing.attributes, names) ||
             std::ranges::find(listing.ranges, filter.attribute, &NumberRange::attribute) != listing.ranges.end();
  }
  return false;
}

void add_filters(Statement& statement, const Listing& listing, const LeftOut& left_out) {
  FilterWriter(statement, listing, left_out).write();
}

}  // namespace kontor::catalog
