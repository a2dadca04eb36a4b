"""The short form of `./dev chaos`: shoppers buy while Kontor and PostgreSQL die, and while Kontor stops at some of its
failpoints; in the end everything adds up."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "chaos"))

import faults
import kontor
import points
import run
from house import House

# After so many checkouts.
PLAN = [(6, "kill", ("a",)), (14, "kill", ("b",)), (22, "crash", ("kill", 0.3)), (34, "kill", ("a", "b")),
        (44, "kill", ("b",)), (52, "kill", ("a",))]
# One of each sort; `./dev chaos --points` meets them all.
POINTS = [("payment.sandbox_acted", "exit", 1), ("inventory.decided", "exit", 1), ("jobs.errand_performed", "fail", 1)]
# ./dev test --full
FULL = os.environ.get("KONTOR_TEST_FULL") == "1"


class Chaos(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House(flushes=False)
        cls.addClassCleanup(cls.house.close)

    def test_1_nothing_is_lost_when_everything_dies(self):
        suffered = run.Run(self.house, 64, "short", 8, PLAN, counts_checkouts=True)
        if FULL:
            suffered = run.Run(self.house, 500, "full", 16, faults.schedule("full", *run.SCENARIOS["kills"]))
        suffered.go()
        print(dict(suffered.crowd.tally.outcomes()), suffered.counts, flush=True)
        self.assertEqual(suffered.found, [])
        self.assertGreaterEqual((suffered.counts["kill"], suffered.counts["crash"]), (6, 1))

    def test_2_nothing_is_lost_at_a_failpoint(self):
        for one in self.house.instances:
            one.start()
            one.wait_until_ready()
        met = points.Points(self.house)
        for point, action, nth in points.rounds([]) if FULL else POINTS:
            met.meet(point, action, nth)
        self.assertEqual(met.found, [])


if __name__ == "__main__":
    kontor.main()
