#include "modules/catalog/store/facet_statement.hpp"

#include <algorithm>
#include <set>

#include "kernel/core/format.hpp"

namespace kontor::catalog {

namespace {

using Filter = LeftOut::Filter;

// Whole sets of attributes and paths of categories are counted before they are taken apart: there are few of them.
// The products of the list are found once for all facets by which it is not filtered, and once more, without that
// filter, for each by which it is.
class FacetWriter {
 public:
  FacetWriter(const Listing& listing, const FacetChoice& choice) : listing_(listing), choice_(choice) {
    for (const auto& [code, value] : listing.attributes) add_filtered(code);
    for (const auto& range : listing.ranges) add_filtered(range.attribute);
  }

  Statement write() && {
    append("with ");
    add_products("matching", {});
    if (choice_.brands) add_groups("brand", source_without({Filter::brand}));
    if (choice_.categories) add_groups("category", source_without({Filter::category}));
    if (choice_.price) add_price(source_without({Filter::price}));
    if (counts_attributes()) add_attributes();
    append(R"sql(
      select facet, code, name, detail, value::text as value, products, lowest, highest, lowest_minor, highest_minor
      from ()sql");
    append(answers_);
    append(R"sql() as answer (facet, code, name, detail, value, products, lowest, highest, lowest_minor, highest_minor)
      order by facet, case when facet = 'attribute' then code end, products desc, name, value)sql");
    return std::move(statement_);
  }

 private:
  bool counts_attributes() const { return choice_.every_attribute || !choice_.attributes.empty(); }
  void add_filtered(const std::string& code) {
    if (choice_.every_attribute || std::ranges::find(choice_.attributes, code) != choice_.attributes.end()) {
      filtered_.insert(code);
    }
  }

  void add_products(std::string_view name, const LeftOut& left_out) {
    const bool compares = has_filter(listing_, {Filter::price}) && left_out.filter != Filter::price;
    append(format(R"sql({} as materialized (
        select p.id, p.brand_id, p.category_path, p.attributes
        from catalog.product p)sql",
                  name));
    if (compares) {
      append(format(R"sql( join catalog.product_price r on r.product_id = p.id and r.currency = {})sql",
                    param(listing_.currency)));
    }
    add_filters(statement_, listing_, left_out);
    append(")");
  }

  // The name of the common table with the products that a facet counts.
  std::string source_without(const LeftOut& filter) {
    if (!has_filter(listing_, filter)) return "matching";
    auto name = "others_" + std::to_string(++sources_);
    append(", ");
    add_products(name, filter);
    return name;
  }

  void add_groups(std::string_view facet, const std::string& source) {
    const bool is_brand = facet == "brand";
    is_brand ? add_brand_count(source) : add_category_count(source);
    const bool translates = !is_brand && listing_.locale;
    answer(format(R"sql(
        select '{0}' as facet, g.id::text as code, {1} as name, g.slug as detail, null::jsonb as value, n.products,
               null::double precision as lowest, null::double precision as highest,
               null::bigint as lowest_minor, null::bigint as highest_minor
        from {0}_count n
        join catalog.{0} g on g.id = n.id{2})sql",
                  facet, translates ? "coalesce(t.name, g.name)" : "g.name",
                  translates ? " left join catalog.category_translation t on t.category_id = g.id and t.locale = " +
                                   param(*listing_.locale)
                             : ""));
  }

  void add_brand_count(const std::string& source) {
    append(format(R"sql(, brand_count as (
        select m.brand_id as id, count(*) as products
        from {} m
        where m.brand_id is not null
        group by m.brand_id
        order by 2 desc, 1
        limit {}))sql",
                  source, kMaxFacetValues));
  }

  void add_category_count(const std::string& source) {
    append(format(R"sql(, category_count as (
        select c.id, sum(m.products)::bigint as products
        from (select category_path, count(*) as products from {} group by category_path) as m,
             unnest(m.category_path) as c (id)
        group by c.id
        order by 2 desc, 1
        limit {}))sql",
                  source, kMaxFacetValues));
  }

  void add_price(const std::string& source) {
    answer(format(R"sql(
        select 'price', null, null, null, null::jsonb, count(*), null::double precision, null::double precision,
               min(r.lowest_minor), max(r.highest_minor)
        from {} m
        join catalog.product_price r on r.product_id = m.id and r.currency = {})sql",
                  source, param(listing_.currency)));
  }

  void add_attributes() {
    append(R"sql(, offered as (
        select d.code, d.name, d.kind from catalog.attribute_definition d where d.facet)sql");
    if (!choice_.every_attribute) append(format(R"sql( and d.code = any({}::text[]))sql", param(choice_.attributes)));
    append(format(R"sql( order by d.code limit {}))sql", kMaxAttributeFacets));
    std::string values = format(R"sql(
          select a.key as code, a.value, m.products
          from (select attributes, count(*) as products from matching group by attributes) as m,
               jsonb_each(m.attributes) as a
          where a.key in (select o.code from offered o) and a.key <> all({}::text[]))sql",
                                param(std::vector<std::string>(filtered_.begin(), filtered_.end())));
    for (const auto& code : filtered_) add_values_of(code, values);
    append(format(R"sql(, value_count as (
        select v.code, v.value, sum(v.products)::bigint as products,
               min(case when jsonb_typeof(v.value) = 'number' then v.value::double precision end) as number,
               row_number() over (partition by v.code order by sum(v.products) desc, v.value) as place
        from ({}) as v
        group by v.code, v.value), bounds as (
        select n.code, min(n.number) as lowest, max(n.number) as highest from value_count n group by n.code))sql",
                  values));
    answer(format(R"sql(
        select 'attribute', o.code, o.name, o.kind, n.value, coalesce(n.products, 0), b.lowest, b.highest,
               null::bigint, null::bigint
        from offered o
        left join value_count n on n.code = o.code and n.place <= {}
        left join bounds b on b.code = o.code)sql",
                  kMaxFacetValues));
  }

  void add_values_of(const std::string& code, std::string& values) {
    const auto source = source_without({Filter::attribute, code});
    const auto name = param(code);
    values += format(R"sql(
          union all
          select o.code, m.attributes -> o.code, 1
          from {} m, offered o
          where o.code = {} and m.attributes ? o.code)sql",
                     source, name);
  }

  void answer(const std::string& select) {
    if (!answers_.empty()) answers_ += " union all ";
    answers_ += select;
  }

  void append(std::string_view sql) { statement_.sql += sql; }
  template <class T>
  std::string param(const T& value) {
    return statement_.param(value);
  }

  const Listing& listing_;
  const FacetChoice& choice_;
  std::set<std::string> filtered_;  // attributes that are counted and filtered by
  Statement statement_;
  std::string answers_;
  int sources_ = 0;
};

}  // namespace

Statement facet_statement(const Listing& listing, const FacetChoice& choice) {
  return FacetWriter(listing, choice).write();
}

}  // namespace kontor::catalog
