#include "modules/catalog/store/listing_statement.hpp"

#include "kernel/core/format.hpp"

namespace kontor::catalog {

namespace {

// How each order reads its sort value, compares with the cursor and sorts.
struct OrderClauses {
  std::string_view value;
  std::string_view after;  // {0}: the cursor's value, {1}: its product
  std::string_view order_by;
};

OrderClauses clauses_of(Sort sort) {
  switch (sort) {
    case Sort::newest:
      return {R"sql(to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))sql",
              R"sql( and (p.created_at, p.id) < (${0}::timestamptz, ${1}::uuid))sql",
              R"sql( order by p.created_at desc, p.id desc)sql"};
    case Sort::oldest:
      return {R"sql(to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))sql",
              R"sql( and (p.created_at, p.id) > (${0}::timestamptz, ${1}::uuid))sql",
              R"sql( order by p.created_at, p.id)sql"};
    case Sort::name:
      return {R"sql(p.name)sql",
              R"sql( and (p.name collate "und-x-icu", p.id) > (${0}::text collate "und-x-icu", ${1}::uuid))sql",
              R"sql( order by p.name collate "und-x-icu", p.id)sql"};
    case Sort::name_descending:
      return {R"sql(p.name)sql",
              R"sql( and (p.name collate "und-x-icu", p.id) < (${0}::text collate "und-x-icu", ${1}::uuid))sql",
              R"sql( order by p.name collate "und-x-icu" desc, p.id desc)sql"};
    case Sort::price:
      return {R"sql(r.lowest_minor::text)sql",
              R"sql( and (r.lowest_minor, r.product_id) > (${0}::bigint, ${1}::uuid))sql",
              R"sql( order by r.lowest_minor, r.product_id)sql"};
    case Sort::price_descending:
      return {R"sql(r.lowest_minor::text)sql",
              R"sql( and (r.lowest_minor, r.product_id) < (${0}::bigint, ${1}::uuid))sql",
              R"sql( order by r.lowest_minor desc, r.product_id desc)sql"};
  }
  return {};
}

class Writer {
 public:
  explicit Writer(const Listing& listing) : listing_(listing), clauses_(clauses_of(listing.sort)) {}

  Statement write() && {
    // The page first, from slim rows; then its documents.
    append(R"sql(with page as materialized (
      select p.id, row_number() over () as place, )sql");
    append(clauses_.value);
    append(R"sql( as sort_value
      from catalog.product p)sql");
    if (compares_prices()) add_price_join();
    append(R"sql( where p.status = 'published')sql");
    add_filters();
    if (listing_.after) {
      const auto value = param(listing_.after->value);
      append(fmt::format(fmt::runtime(clauses_.after), value, param(listing_.after->id)));
    }
    append(clauses_.order_by);
    append(format(R"sql( limit ${}
    )
    select page.id, page.sort_value, d.document
    from page
    join catalog.product_document d on d.product_id = page.id
    order by page.place)sql",
                  param(listing_.limit + 1)));
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

  void add_filters() {
    if (listing_.category) add_category(*listing_.category);
    if (listing_.brand) {
      append(format(R"sql( and p.brand_id = (select b.id from catalog.brand b where b.slug = ${}))sql",
                    param(*listing_.brand)));
    }
    if (!listing_.tags.empty()) append(format(R"sql( and p.tags @> ${}::text[])sql", param(listing_.tags)));
    for (const auto& [name, value] : listing_.attributes) {
      const auto name_param = param(name);
      append(format(R"sql( and p.attributes @> jsonb_build_object(${}::text, ${}::text))sql", name_param, param(value)));
    }
    if (listing_.min_price_minor) append(format(R"sql( and r.highest_minor >= ${})sql", param(*listing_.min_price_minor)));
    if (listing_.max_price_minor) append(format(R"sql( and r.lowest_minor <= ${})sql", param(*listing_.max_price_minor)));
  }

  void add_category(const std::string& key) {
    if (const auto id = CategoryId::parse(key)) {
      append(format(R"sql( and p.category_path @> array[${}::uuid])sql", param(*id)));
    } else {
      append(format(R"sql( and p.category_path @> array[(select c.id from catalog.category c where c.slug = ${})])sql",
                    param(key)));
    }
  }

  void append(std::string_view sql) { statement_.sql += sql; }

  template <class T>
  std::size_t param(const T& value) {
    statement_.params.add(value);
    return statement_.params.size();
  }

  const Listing& listing_;
  OrderClauses clauses_;
  Statement statement_;
};

}  // namespace

Statement listing_statement(const Listing& listing) { return Writer(listing).write(); }

}  // namespace kontor::catalog
