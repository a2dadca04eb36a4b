#include "modules/catalog/store/listing_statement.hpp"

#include "kernel/core/format.hpp"

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
    add_filters(statement_, listing_);
    if (listing_.after) add_cursor(*listing_.after);
    // As a number, not as a parameter: the plan that a session keeps would be one for a tenth of all products.
    append(format(R"sql(
        order by {0} {2}, {1} {2}
        limit {3})
      select page.id, {4} as sort_value, )sql",
                  order_.key, order_.id, direction, listing_.limit + 1, order_.spelling));
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
    append(format(R"sql( join catalog.product_price r on r.product_id = p.id and r.currency = {})sql",
                  param(listing_.currency)));
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
      left join catalog.product_document_translated t on t.product_id = page.id and t.locale = {})sql",
                  param(*listing_.locale)));
  }

  void add_cursor(const Position& after) {
    const auto value = param(after.value);
    append(format(R"sql( and ({}, {}) {} ({}::{}, {}::uuid))sql", order_.key, order_.id, order_.descending ? '<' : '>',
                  value, order_.cast, param(after.id)));
  }

  void append(std::string_view sql) { statement_.sql += sql; }

  template <class T>
  std::string param(const T& value) {
    return statement_.param(value);
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
