"""Kontor dies, fails or hangs at each of its failpoints while shoppers check out; every order ends, and adds up."""

import json
import sys
import time
import uuid

import verdict
from house import House, kontor
from shoppers import Crowd, Wish
from staff import Staff

ACTIONS = ("exit", "fail", "hang")
# What every transaction passes is met at several of them.
MANY = {"db.before_commit": (20, 45, 70, 95, 120), "db.after_commit": (30, 55, 80, 105, 130),
        "events.before_append": (5, 12), "events.after_take": (10, 40), "events.before_handle": (3, 9),
        "events.after_handle": (3, 9), "jobs.job_taken": (1, 4), "jobs.job_ran": (1, 4)}
# What is only met when something else goes wrong before.
BEFORE = {"ordering.swept": "payment.sandbox_acted=hang,"}


def all_points():
    return [one["name"] for one in json.loads(kontor.run("failpoints", "--json").stdout)]


def journeys(goods):
    """Together they pass what a checkout can pass: discounts, late and doubled webhooks, refusals, cancellation."""
    one, two, *_ = goods.plenty
    code = goods.codes[0]
    return [Wish(1, ((one, 1), (two, 2)), "tok_success", code, "success", True, True),
            Wish(2, ((two, 1),), "tok_webhook_late", "", "success", False, True),
            Wish(3, ((one, 1),), "tok_declined", code, "success", False, True),
            Wish(4, ((two, 1),), "tok_requires_action", "", "success", False, False),
            Wish(5, ((one, 1),), "tok_timeout", "", "success", True, False)]


class Points:
    def __init__(self, house, say=print):
        self.house, self.say = house, say
        self.first, self.second = house.instances
        self.goods = Staff(house).goods(100_000)
        self.found, self.reached = [], set()

    def meet(self, point, action, nth=1):
        """One round: armed, five checkouts, and what was found afterwards."""
        self.first.kill()
        if action == "hang" and not self.second.is_alive():
            self.second.start()
        elif action != "hang":
            self.second.kill()
        began = time.monotonic()
        self.first.start(KONTOR_FAILPOINTS=f"{BEFORE.get(point, '')}{point}={action}@{nth}")
        died = self.until_ready(point)
        ports = [one.port for one in self.house.instances if one.is_alive()]
        crowd = Crowd(ports, journeys(self.goods), uuid.uuid4(), 5).start()
        while not crowd.are_done() and time.monotonic() - began < 120:
            died = self.bring_back(point) or died
            time.sleep(0.02)
        found, _ = verdict.every_saga_ends(self.house, crowd, time.monotonic())
        if action == "hang":
            self.first.kill()
            ports = [self.second.port]
        self.bring_back(point)
        found += verdict.nothing_waits(self.house)
        found += verdict.nobody_was_lied_to(ports, crowd)
        found += verdict.inside(self.house)
        if died:
            self.reached.add(point)
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(crowd.tally.outcomes().items()))
        self.say(f"  {point}={action}@{nth}: {'died, ' if died else ''}{outcomes}, "
                 f"{time.monotonic() - began:.1f} s{'' if not found else ' — WRONG'}")
        self.found += [f"{point}={action}@{nth}: {one}" for one in found]

    def until_ready(self, point):
        died = False
        while not self.first.is_ready():
            died = self.bring_back(point) or died
            time.sleep(0.02)
        return died

    def bring_back(self, point):
        """Starts it again, unarmed, where it has died."""
        if self.first.is_alive():
            return False
        if self.first.process.returncode not in (-9, None):
            self.found.append(f"{point}: Kontor ended with {self.first.process.returncode}")
        self.first.start()
        return True


def rounds(names, actions=ACTIONS):
    known = all_points()
    for name in names or known:
        if name not in known:
            raise SystemExit(f"there is no failpoint {name}; there are {', '.join(known)}")
        for action in actions:
            for nth in MANY.get(name, (1,)):
                yield name, action, nth


def run(names):
    house = House(flushes=False)
    try:
        points, began = Points(house), time.monotonic()
        count = 0
        for point, action, nth in rounds(names):
            points.meet(point, action, nth)
            count += 1
            sys.stdout.flush()
        house.keeps = bool(points.found)
    finally:
        house.close()
    never = sorted({name for name, *_ in rounds(names)} - points.reached)
    print(f"{count} rounds in {time.monotonic() - began:.0f} s; never died at: {', '.join(never) or 'none'}")
    for one in points.found:
        print(f"  VIOLATION {one}")
    if house.keeps:
        print(f"logs and data are in {house.folder}")
    return 1 if points.found else 0
