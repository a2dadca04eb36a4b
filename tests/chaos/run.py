#!/usr/bin/env python3
"""Shoppers buy from a house that keeps dying, and in the end everything has to add up.

usage: chaos [--orders N] [--seed S] [--clients C] [--scenario kills|paused|clock|disk-full] [--json FILE] [--keep]
       chaos --points [NAME …]     the process dies, fails or hangs at each failpoint of a checkout
"""

import argparse
import json
import os
import pathlib
import sys
import time

import faults
import points
import verdict
from house import Failed, House
from shoppers import Crowd, wishes
from staff import Staff

SCENARIOS = {
    "kills": (faults.kills, faults.crashes, faults.pauses),
    "paused": (faults.pauses,),
    "clock": (faults.clock_steps,),
    "disk-full": (faults.full_disks,),
}
VOLUME_MEGABYTES = 400
# A run that takes longer than this has failed: start, an order's share, the end.
MOST_SECONDS = 300
MOST_SECONDS_AN_ORDER = 0.5


WORDS = {"kill": "killed Kontor", "crash": "killed PostgreSQL", "pause": "paused Kontor", "clock": "stepped the clock",
         "fill": "filled the disk"}


def in_words(counts):
    return ", ".join(f"{WORDS[what]} {count}×" for what, count in counts.items() if count) or "all is well"


class Progress:
    """One line on a terminal that is written over; elsewhere a line now and then."""

    def __init__(self, orders):
        self.orders, self.began, self.said = orders, time.monotonic(), 0.0
        self.live = sys.stderr.isatty()

    def show(self, crowd, counts):
        now = time.monotonic()
        if now - self.said < (0.5 if self.live else 15):
            return
        self.said = now
        seconds = now - self.began
        outcomes = crowd.tally.outcomes()
        line = (f"{crowd.tally.ended}/{self.orders} checkouts, {crowd.tally.ended / seconds:.1f}/s, "
                f"{outcomes['confirmed']} confirmed; {in_words(counts)}; {seconds:.0f} s")
        sys.stderr.write(f"\r\033[K{line}" if self.live else line + "\n")
        sys.stderr.flush()

    def end(self):
        if self.live:
            sys.stderr.write("\r\033[K")


class Run:
    """`plan` is by seconds, or with `counts_checkouts` by how many checkouts have ended."""

    def __init__(self, house, orders, seed, clients, plan, counts_checkouts=False):
        self.house, self.orders, self.seed, self.clients = house, orders, seed, clients
        self.plan, self.counts_checkouts, self.found = plan, counts_checkouts, []

    def warm(self, goods):
        """A few checkouts in peace, then how large the processes are."""
        for one in self.house.instances:
            seed = f"{self.seed}/warm/{one.name}"
            crowd = Crowd([one.port], wishes(seed, goods, 6), seed, 3).start()
            if not crowd.join(60) or crowd.tally.wrong:
                raise Failed(f"in peace already: {crowd.tally.wrong[:3] or 'no end'}")
        return {one.name: one.size() for one in self.house.instances}

    def go(self):
        staff = Staff(self.house)
        goods = staff.goods(self.orders)
        sizes = self.warm(goods)
        self.before = staff.stock([*goods.plenty, goods.hot])
        ports = [one.port for one in self.house.instances]
        self.crowd = Crowd(ports, wishes(self.seed, goods, self.orders), self.seed, self.clients)
        self.began = time.monotonic()
        chaos = faults.Chaos(self.house, self.plan, self.clock)
        self.suffer(chaos)
        self.seconds = time.monotonic() - self.began
        chaos.end()
        self.counts = chaos.counts
        found, self.settled_seconds = verdict.every_saga_ends(self.house, self.crowd, time.monotonic())
        self.found += found
        self.found += verdict.nothing_waits(self.house)
        self.found += verdict.nobody_was_lied_to(ports, self.crowd)
        self.found += verdict.inside(self.house)
        self.found += verdict.stock_went_where_it_was_sold(self.before, staff.stock(list(self.before)), self.crowd)
        self.sizes = {one.name: (sizes[one.name], one.size()) for one in self.house.instances}
        self.found += verdict.sizes_are_back(sizes, {name: after for name, (_, after) in self.sizes.items()})
        self.found += verdict.no_instance_ends_badly(self.house)

    def clock(self):
        return self.crowd.tally.ended if self.counts_checkouts else time.monotonic() - self.began

    def suffer(self, chaos):
        progress = Progress(self.orders)
        limit = self.began + MOST_SECONDS + MOST_SECONDS_AN_ORDER * self.orders
        self.crowd.start()
        while not self.crowd.is_over:
            chaos.tick()
            progress.show(self.crowd, chaos.counts)
            if time.monotonic() > limit:
                self.crowd.is_over = True
                self.found.append(f"only {self.crowd.tally.started} of {self.orders} checkouts within the time")
            time.sleep(0.02)
        progress.end()

    def report(self):
        return {"machine": f"{os.cpu_count()} cores", "orders": self.orders, "seed": self.seed,
                "clients": self.clients, "seconds": round(self.seconds, 1),
                "settled_seconds": round(self.settled_seconds, 1), "kills_kontor": self.counts["kill"],
                "kills_postgres": self.counts["crash"], "pauses": self.counts["pause"],
                "clock_steps": self.counts["clock"], "full_disks": self.counts["fill"],
                "outcomes": dict(self.crowd.tally.outcomes()),
                "repeated": dict(self.crowd.tally.losses), "failures": self.crowd.tally.failures[:20],
                "sizes": {name: {"descriptors": [before[0], after[0]], "resident_kib": [before[1], after[1]]}
                          for name, (before, after) in self.sizes.items()},
                "violations": self.found}


def table(title, counts):
    print(title)
    for name, count in sorted(counts.items(), key=lambda one: -one[1]):
        print(f"  {count:7}  {name}")


def tell(report):
    print(f"{report['orders']} checkouts of {report['clients']} clients in {report['seconds']} s, "
          f"seed {report['seed']}")
    print("  " + in_words({"kill": report["kills_kontor"], "crash": report["kills_postgres"], "pause": report["pauses"],
                           "clock": report["clock_steps"], "fill": report["full_disks"]}))
    print(f"  the last saga ended {report['settled_seconds']} s after the last fault")
    for name, size in report["sizes"].items():
        print(f"  Kontor {name}: descriptors {size['descriptors'][0]} → {size['descriptors'][1]}, resident "
              f"{size['resident_kib'][0] // 1024} → {size['resident_kib'][1] // 1024} MiB")
    table("What became of them", report["outcomes"])
    table("What was sent again", report["repeated"])
    for failure in report["failures"]:
        print(f"  answered {failure}")
    if report["violations"]:
        print(f"{len(report['violations'])} VIOLATIONS")
        for one in report["violations"][:50]:
            print(f"  {one}")
    else:
        print("Nothing is missing, nothing is twice, and the money adds up.")


def words():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=500)
    parser.add_argument("--seed", default=str(time.time_ns() % 1_000_000))
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--scenario", choices=[*SCENARIOS], default="kills")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--points", nargs="*", metavar="NAME", help="at each failpoint, or at those named")
    parser.add_argument("--keep", action="store_true", help="leaves logs and data where they are, and says where")
    return parser.parse_args()


def main():
    asked = words()
    if asked.points is not None:
        return points.run(asked.points)
    try:
        house = House(megabytes=VOLUME_MEGABYTES if asked.scenario == "disk-full" else None)
    except Failed as failed:
        print(f"cannot begin: {failed}", file=sys.stderr)
        return 0 if asked.scenario == "disk-full" else 1
    house.keeps = asked.keep
    try:
        run = Run(house, asked.orders, asked.seed, asked.clients,
                  faults.schedule(asked.seed, *SCENARIOS[asked.scenario]))
        run.go()
        house.keeps = house.keeps or bool(run.found)
    except Failed as failed:
        house.keeps = True
        print(f"stopped: {failed}", file=sys.stderr)
        return 1
    finally:
        house.close()
        if house.keeps:
            print(f"logs and data are in {house.folder}", file=sys.stderr)
    report = run.report()
    tell(report)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return 1 if report["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
