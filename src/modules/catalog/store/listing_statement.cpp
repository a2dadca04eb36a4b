#include "modules/catalog/store/listing_statement.hpp"

#include "kernel/core/format.hpp"
#include "modules/catalog/domain/attribute.hpp"

namespace kontor::catalog {

namespace {

// What an order sorts by, how the cursor spells that value, and what the spelling is cast to on its way back.
struct Order {
  std::string_view key;
  std::string_view id;
  std::string_view spelling;
  std::string_view cast;
  bool descending;
};

constexpr std::string_view kMoment = R"sql(to_char(page.key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))sql";
constexpr std::string_view kName = R"sql(p.name collate "und-x-icu")sql";

Order order_of(Sort sort) {
  switch (sort) {
    case Sort::newest:
      return {"p.created_at", "p.id", kMoment, "timestamptz", true};
    case Sort::oldest:
      return {"p.created_at", "p.id", kMoment, "timestamptz", false};
    case Sort::name:
      return {kName, "p.id", "page.key", "text", false};
    case Sort::name_descending:
      return {kName, "p.id", "page.key", "text", true};
    case Sort::price:
      return {"r.lowest_minor", "r.product_id", "page.key::text", "bigint", false};
    case Sort::price_descending:
      return {"r.lowest_minor", "r.product_id", "page.key::text", "bigint", true};
  }
  return order_of(Sort::newest);
}

class Writer {
 public:
  explicit Writer(const Listing& listing) : listing_(listing), order_(order_of(listing.sort)) {}

  Statement write() && {
    const auto direction = order_.descending ? "desc" : "asc";
    append(format(R"sql(
      with page as materialized (
        select p.id, {} as key
        from catalog.product p)sql",
                  order_.key));
    if (compares_prices()) add_price_join();
    add_visibility();
    add_filters();
    if (listing_.after) add_cursor(*listing_.after);
    append(format(R"sql(
        order by {0} {2}, {1} {2}
        limit ${3})
      select page.id, {4} as sort_value, )sql",
                  order_.key, order_.id, direction, param(listing_.limit + 1), order_.spelling));
    add_documents();
    append(format(R"sql(
      order by page.key {0}, page.id {0})sql",
                  direction));
    return std::move(statement_);
  }

 private:
  bool compares_prices() const {
    return listing_.min_price_minor || listing_.max_price_minor || is_by_price(listing_.sort);
  }

  void add_price_join() {
    append(format(R"sql( join catalog.product_price r on r.product_id = p.id and r.currency = ${})sql",
                  param(listing_.currency)));
  }

  // The status of all but staff's lists stands in the text: the indexes are made for it.
  void add_visibility() {
    if (listing_.statuses == std::vector<std::string>{"published"}) {
      append(R"sql(
        where p.status = 'published')sql");
    } else {
      append(format(R"sql(
        where p.status = any(${}::text[]))sql",
                    param(listing_.statuses)));
    }
    append(listing_.deleted ? " and p.deleted_at is not null" : " and p.deleted_at is null");
  }

  void add_documents() {
    if (!listing_.locale) {
      append(R"sql(d.document
      from page
      join catalog.product_document d on d.product_id = page.id)sql");
      return;
    }
    append(format(R"sql(coalesce(t.document, d.document) as document
      from page
      join catalog.product_document d on d.product_id = page.id
      left join catalog.product_document_translated t on t.product_id = page.id and t.locale = ${})sql",
                  param(*listing_.locale)));
  }

  // A value that reads as a number or a boolean may be meant as that, or as a text.
  void add_attribute(const std::string& name, const std::string& value) {
    const auto name_param = param(name);
    const auto value_param = param(value);
    append(
        format(R"sql( and (p.attributes @> jsonb_build_object(${0}::text, ${1}::text))sql", name_param, value_param));
    const AttributeValue number(AttributeValue::Kind::number, value);
    if (number_of(number) || value == "true" || value == "false") {
      append(format(R"sql( or p.attributes @> jsonb_build_object(${0}::text, ${1}::jsonb))sql", name_param,
                    param(db::JsonText{value})));
    }
    append(")");
  }

  void add_range(const NumberRange& range) {
    append(format(R"sql( and p.id in (select n.product_id from catalog.product_number n where n.attribute = ${})sql",
                  param(range.attribute)));
    if (range.lowest) append(format(R"sql( and n.value >= ${}::double precision)sql", param(*range.lowest)));
    if (range.highest) append(format(R"sql( and n.value <= ${}::double precision)sql", param(*range.highest)));
    append(")");
  }

  void add_filters() {
    if (listing_.category) add_category(*listing_.category);
    if (listing_.brand) {
      append(format(R"sql( and p.brand_id = (select b.id from catalog.brand b where b.slug = ${}))sql",
                    param(*listing_.brand)));
    }
    if (!listing_.tags.empty()) append(format(R"sql( and p.tags @> ${}::text[])sql", param(listing_.tags)));
    for (const auto& [name, value] : listing_.attributes) add_attribute(name, value);
    for (const auto& range : listing_.ranges) add_range(range);
    if (listing_.min_price_minor)
      append(format(R"sql( and r.highest_minor >= ${})sql", param(*listing_.min_price_minor)));
    if (listing_.max_price_minor)
      append(format(R"sql( and r.lowest_minor <= ${})sql", param(*listing_.max_price_minor)));
  }

  void add_category(const std::string& key) {
    if (const auto id = CategoryId::parse(key)) {
      append(format(R"sql( and p.category_path @> array[${}::uuid])sql", param(*id)));
    } else {
      append(format(R"sql( and p.category_path @> array[(select c.id from catalog.category c where c.slug = ${})])sql",
                    param(key)));
    }
  }

  void add_cursor(const Position& after) {
    const auto value = param(after.value);
    append(format(R"sql( and ({}, {}) {} (${}::{}, ${}::uuid))sql", order_.key, order_.id,
                  order_.descending ? '<' : '>', value, order_.cast, param(after.id)));
  }

  void append(std::string_view sql) { statement_.sql += sql; }

  template <class T>
  std::size_t param(const T& value) {
    statement_.params.add(value);
    return statement_.params.size();
  }

  const Listing& listing_;
  Order order_;
  Statement statement_;
};

}  // namespace

Statement listing_statement(const Listing& listing) {
  return Writer(listing).write();
}

}  // namespace kontor::catalog
