"""A module's SQL stands in its store, as SQL, and names its own schema only."""

import unittest

from fixture import THIRD_PARTY, Checkout, House, architecture

STORE = "src/modules/catalog/store/products.cpp"
MIGRATION = "migrations/catalog/0001_products.sql"


def raw(statement: str) -> str:
    return f'auto sql = R"sql({statement})sql";\n'


class Place(Checkout):
    def test_sql_belongs_into_the_store(self):
        code = raw("select id from catalog.product")
        self.assert_passes(STORE, code)
        self.assert_refused("src/modules/catalog/http/list.cpp", code, "1: SQL belongs into src/modules/catalog/store")

    def test_sql_is_found_in_plain_strings_too(self):
        for statement in ("select id from product", "INSERT INTO product (id) values (1)", "update product set id = 1",
                          "delete from product", "with p as (select 1) select id from p", "create table p (id int)"):
            with self.subTest(statement):
                self.assert_refused(STORE, f'\nrun("{statement}");\n', '2: SQL stands in R"sql(…)sql"')
                (self.root / STORE).unlink()
                self.assert_refused("src/modules/catalog/module.cpp", f'run("{statement}");\n',
                                    "1: SQL belongs into src/modules/catalog/store")
                (self.root / "src/modules/catalog/module.cpp").unlink()

    def test_words_for_people_are_no_sql(self):
        for text in ("select a category", "Update the product", "create a product", "Delete the image"):
            self.assert_passes("src/modules/catalog/http/list.cpp", f'summary("{text}");\n')


class Schema(Checkout):
    ROWS = [
        ("select id from inventory.stock", "names inventory.stock: the schema inventory belongs to another"),
        ('select id from "inventory" . "stock"', 'names "inventory" . "stock": the schema inventory belongs to another'),
        ("select id from INVENTORY.stock", "names INVENTORY.stock: the schema INVENTORY belongs to another"),
        ("insert into bus.log (id) values (1)", "names bus.log: the schema bus belongs to another"),
        ("select at from kontor.migration", "names kontor.migration: the schema kontor belongs to another"),
        ("grant usage on schema cart to x", "names the schema cart, which belongs to another"),
        ("select * from product", "names no columns: write them instead of *"),
        ("select p.* from product p", "names no columns: write them instead of *"),
        ("insert into product (id) values (1) returning *", "names no columns: write them instead of *"),
        ("set local search_path = cart", "sets search_path: the kernel does that"),
        ("set role kontor_cart", "sets role: the kernel does that"),
        ("select id from catalog.product", None),
        ("select kontor.now()", None),
        ("select id from bus.published('x')", None),
        ("select count(*) from product", None),
        ("select price * 2 from product", None),
        ("select id from product where name = 'inventory.stock'", None),
        ("select id from product -- unlike inventory.stock\n", None),
        ("select my_inventory.id from my_inventory", None),
    ]

    def test_statements_name_their_own_schema_only(self):
        for statement, why in self.ROWS:
            with self.subTest(statement):
                self.assert_refused(STORE, raw(f"\n{statement}"), *([f"2: {why}"] if why else []))

    def test_migrations_follow_the_same_rule(self):
        self.write(STORE, "")
        for statement, why in self.ROWS:
            with self.subTest(statement):
                self.assert_refused(MIGRATION, f"\n{statement};\n", *([f"2: {why}"] if why else []))

    def test_the_kernel_names_its_own_schemas_only(self):
        self.assert_passes("src/kernel/db/x.cpp", raw("select at from kontor.migration"))
        self.assert_refused("src/kernel/db/x.cpp", raw("select id from catalog.product"),
                            "1: names catalog.product: the schema catalog belongs to another")


class Migrations(Checkout):
    def numbered(self, *names: str) -> list[str]:
        for name in names:
            self.write(f"migrations/catalog/{name}", "select 1;\n")
        return self.scan()

    def test_numbers_follow_each_other(self):
        self.assertEqual(self.numbered("0001_products.sql", "0002_prices.sql"), [])

    def test_a_gap_is_refused(self):
        self.assertEqual(self.numbered("0001_products.sql", "0003_prices.sql"), [
            "migrations/catalog/0003_prices.sql:1: number 0003, expected 0002: "
            "migrations have no gaps and no number twice"])

    def test_a_number_twice_is_refused(self):
        self.assertEqual(self.numbered("0001_a.sql", "0001_b.sql"), [
            "migrations/catalog/0001_b.sql:1: number 0001, expected 0002: migrations have no gaps and no number twice"])

    def test_names_have_one_form(self):
        self.assertEqual(self.numbered("1-products.SQL"), [
            "migrations/catalog/1-products.SQL:1: a migration is called NNNN_name.sql"])

    def test_a_folder_is_named_after_a_module(self):
        self.write("migrations/catalogue/0001_a.sql", "select 1;\n")
        self.assertEqual(self.scan(), ["migrations/catalogue:1: is named after no module"])

    def test_the_schema_of_a_module_beyond_the_plan_is_guarded_too(self):
        self.write("migrations/catalog/0001_a.sql", "select id from banner.picture;\n")
        house = House(self.root, {"kernel/core": [], "catalog": [], "banner": []}, THIRD_PARTY)
        self.assertEqual([why for _, _, why in architecture.scan_migrations(house)],
                         ["names banner.picture: the schema banner belongs to another"])


if __name__ == "__main__":
    unittest.main()
