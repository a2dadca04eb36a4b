"""`kontor verify`: nothing to complain of after real orders, and each invariant that is broken on purpose is named."""

import contextlib
import json
import unittest
import uuid

import kontor
import people

ADDRESS = {"first_name": "Ada", "last_name": "Lovelace", "line1": "12 Rue de Rivoli", "city": "Paris",
           "postal_code": "75001", "country": "FR"}


class Shopper:
    """A guest who buys one thing."""

    def __init__(self, shop):
        self.shop = shop

    def send(self, method, path, body=None, **headers):
        answer = self.shop.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None,
                                   {"Content-Type": "application/json", **headers})
        assert answer.status < 400, answer
        return answer.json

    def buy(self, variant):
        cart = self.send("POST", "/carts", {"currency": "EUR"})
        key, path = {"X-Cart-Token": cart["token"]}, f"/carts/{cart['id']}"
        self.send("POST", f"{path}/lines", {"variant_id": variant, "quantity": 2}, **key)
        self.send("PATCH", path, {"email": "ada@example.com", "shipping_address": ADDRESS}, **key)
        option = self.send("GET", f"{path}/shipping-options", **key)["data"][0]
        self.send("PUT", f"{path}/shipping-option", {"shipping_option_id": option["id"]}, **key)
        order = self.send("POST", "/orders", {"cart_id": cart["id"],
                                              "payment": {"provider": "sandbox", "token": "tok_success"}},
                          **{"Idempotency-Key": str(uuid.uuid4()), **key})
        return kontor.wait_for("the order is confirmed", lambda: self.confirmed(order["id"], key))

    def confirmed(self, order, key):
        seen = self.send("GET", f"/orders/{order}", **key)
        return seen if seen["status"] == "confirmed" else None


ORDER = "(select id from ordering.placed_order where provider = 'sandbox')"  # beside the demo's history


# What breaks each invariant, and what mends it. Triggers and checks that the database has of its own are put aside.
BREAKS = {
    "stock_reserved_is_held": (
        "update inventory.reservation_part set quantity = quantity + 1",
        "update inventory.reservation_part set quantity = quantity - 1"),
    "stock_is_not_oversold": (
        "alter table inventory.stock drop constraint stock_is_not_oversold;"
        " update inventory.stock set reserved = reserved + 1000000",
        "update inventory.stock set reserved = reserved - 1000000"),
    "stock_history_sums_to_level": (
        "update inventory.movement set on_hand = on_hand + 1 where cause = 'reserved'",
        "update inventory.movement set on_hand = on_hand - 1 where cause = 'reserved'"),
    "reservations_that_ended_hold_nothing": (
        "update inventory.reservation set state = 'released'", "update inventory.reservation set state = 'held'"),
    "orders_hold_their_stock": (
        "update inventory.reservation set state = 'expired'", "update inventory.reservation set state = 'held'"),
    "payments_match_the_ledger": (
        "update payment.payment set refunded_minor = 1", "update payment.payment set refunded_minor = 0"),
    "captured_money_has_its_order": (
        f"update ordering.placed_order set payment_id = gen_random_uuid() where id = {ORDER}",
        f"update ordering.placed_order set payment_id = (select id from payment.payment) where id = {ORDER}"),
    "orders_are_paid": (
        f"update ordering.placed_order set total = total + 1 where id = {ORDER}",
        f"update ordering.placed_order set total = total - 1 where id = {ORDER}"),
    "order_totals_add_up": (
        "update ordering.placed_order set frozen = jsonb_set(frozen, '{totals,tax_included}', 'false')"
        f" where id = {ORDER}",
        "update ordering.placed_order set frozen = jsonb_set(frozen, '{totals,tax_included}', 'true')"
        f" where id = {ORDER}"),
    "orders_of_a_cart": (
        "update ordering.placed_order set payment_id = (select id from payment.payment)"
        " where number = '1001'",
        "update ordering.placed_order set payment_id = gen_random_uuid() where number = '1001'"),
    "promotions_are_counted": (
        "update pricing.promotion_counter set usage_limit = null, used = used + 1",
        "update pricing.promotion_counter set used = used - 1"),
    "sandbox_agrees": (
        "update payment.sandbox_charge set refunded_minor = 1", "update payment.sandbox_charge set refunded_minor = 0"),
    "sagas_move_on": (
        f"update ordering.saga set at_rest = false, due_at = null where id = {ORDER}",
        f"update ordering.saga set at_rest = true where id = {ORDER}"),
    "orders_have_one_shipment": (
        "update shipping.shipment set reference = gen_random_uuid()",
        f"update shipping.shipment set reference = {ORDER}"),
    "closed_carts_have_their_order": (
        "update cart.cart set closed_for = gen_random_uuid()", f"update cart.cart set closed_for = {ORDER}"),
    "order_views_are_up_to_date": (
        f"update ordering.order_view set total = total + 1 where id = {ORDER}",
        f"update ordering.order_view set total = total - 1 where id = {ORDER}"),
    # A group that nobody serves, before an event that is as old as events can be.
    "groups_keep_up": (
        "insert into bus.subscriber (name, rebuildable, messages) values ('lost', true, '{}');"
        " insert into bus.subscription (group_id, topic_id, partition)"
        " select id, (select min(id) from bus.topic), 0 from bus.subscriber where name = 'lost';"
        " insert into bus.place (group_id, topic_id, partition, position)"
        " select id, (select min(id) from bus.topic), 0, -1 from bus.subscriber where name = 'lost';"
        " insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time,"
        " headers, payload) select 0, min(id), 0, '00000000-0000-7000-8000-000000000000', 'test', 'test', 'test.left',"
        " 1, now(), '{}', '{}' from bus.topic",
        "delete from bus.event where type = 'test.left'; delete from bus.place where position = -1;"
        " delete from bus.subscription where group_id = (select id from bus.subscriber where name = 'lost');"
        " delete from bus.subscriber where name = 'lost'"),
    "effects_happen_once": (
        "update bus.event set type = 'ordering.order_confirmed' where type = 'ordering.order_placed'",
        "update bus.event set type = 'ordering.order_placed' where type = 'ordering.order_confirmed' and payload ? 'lines'"),
}


class Verify(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_seeded()
        product = cls.shop.get("/api/v1/catalog/products?limit=1").json["data"][0]
        cls.variant = product["variants"][0]["id"]
        Shopper(cls.shop).buy(cls.variant)

    def verdict(self):
        done = self.shop.command("verify", "--json")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if report["holds"] else 3)
        return {one["invariant"]: one for one in report["invariants"]}

    def heard_everything(self):
        groups = json.loads(self.shop.command("events", "groups", "--json").stdout)
        return all(group["lag_events"] == 0 for group in groups)

    def broken(self):
        return {name for name, one in self.verdict().items() if one["violations"]}

    @contextlib.contextmanager
    def breaking(self, statements, mending):
        people.rows(self.shop, "set session_replication_role = replica; " + statements)
        try:
            yield
        finally:
            people.rows(self.shop, "set session_replication_role = replica; " + mending)

    def test_an_order_leaves_nothing_to_complain_of(self):
        kontor.wait_for("the views have heard of the demo's history", lambda: self.heard_everything(), seconds=60)
        self.assertEqual(self.broken(), set())
        table = self.shop.command("verify")
        self.assertEqual(table.returncode, 0, table.stderr)
        self.assertIn("stock_reserved_is_held", table.stdout)

    def test_what_is_broken_is_named(self):
        for invariant, (breaks, mends) in BREAKS.items():
            with self.subTest(invariant), self.breaking(breaks, mends):
                seen = self.verdict()[invariant]
                self.assertGreater(seen["violations"], 0)
                self.assertTrue(seen["examples"][0]["subject"])
        self.assertEqual(self.broken(), set(), "what was broken was mended")

    def test_every_invariant_is_broken_once(self):
        cannot_be = {"ledger_sums_to_zero"}  # a row of the ledger is both sides of its posting
        self.assertEqual(set(self.verdict()), set(BREAKS) | cannot_be)


if __name__ == "__main__":
    kontor.main()
