"""What is done to the house, and when: drawn from the seed, so that the same seed does the same again."""

import heapq
import math
import random
import time

from house import LEASE_SECONDS, kontor


def kills(chance):
    """kill -9 of Kontor every 1 to 5 s: of one, sometimes of both."""
    at = 0.0
    while True:
        at += chance.uniform(1, 5)
        yield at, "kill", chance.choice((("a",), ("b",), ("a",), ("b",), ("a", "b")))


def crashes(chance):
    """PostgreSQL dies every 5 to 40 s, and stays away for a moment."""
    at = 0.0
    while True:
        at += chance.uniform(5, 40)
        yield at, "crash", (chance.choice(("immediate", "kill")), chance.uniform(0.1, 2))


def pauses(chance):
    """One Kontor stands still until its leases are over, and comes back."""
    at = chance.uniform(-8, 0)
    while True:
        at += chance.uniform(9, 20)
        length = LEASE_SECONDS + chance.uniform(1, 3)
        yield at, "pause", (chance.choice("ab"), length)
        at += length


def clock_steps(chance):
    """The house's clock goes an hour ahead, or back to where it was."""
    at, ahead = 0.0, 0
    while True:
        at += chance.uniform(2, 6)
        ahead = 1 - ahead
        yield at, "step_clock", ahead


def full_disks(chance):
    """Nothing can be written where PostgreSQL has its files, for some seconds."""
    at = 0.0
    while True:
        at += chance.uniform(2, 6)
        length = chance.uniform(3, 8)
        yield at, "fill", length
        at += length


def schedule(seed, *kinds):
    """All of it in the order of time, without end."""
    return heapq.merge(*(kind(random.Random(f"{seed}/{kind.__name__}")) for kind in kinds))


class Chaos:
    """Does to a house what the plan says: (when, what, argument), by `clock`. `tick` blocks for no longer than an
    immediate stop takes."""

    NEVER = (math.inf, "", None)
    ENDS_OUTAGE = ("bring_back", "make_room")

    def __init__(self, house, plan, clock):
        self.house, self.plan, self.clock = house, iter(plan), clock
        self.next = next(self.plan, self.NEVER)
        self.later = []  # what ends: (when, what, argument)
        self.counts = {"kill": 0, "crash": 0, "pause": 0, "clock": 0, "fill": 0}

    def instance(self, name):
        return next(one for one in self.house.instances if one.name == name)

    def tick(self):
        while self.next[0] <= self.clock():
            _, what, argument = self.next
            getattr(self, what)(argument)
            self.next = next(self.plan, self.NEVER)
        now = time.monotonic()
        for due in [one for one in self.later if one[0] <= now]:
            self.later.remove(due)
            getattr(self, due[1])(due[2])
        self.raise_the_dead()

    def raise_the_dead(self):
        for one in self.house.instances:
            if not one.is_alive():
                one.start()
        # It may end by itself when it cannot write its log.
        if self.house.postgres.process.poll() is not None and not any(one[1] in self.ENDS_OUTAGE for one in self.later):
            self.house.postgres.start()

    def kill(self, names):
        for name in names:
            one = self.instance(name)
            if one.is_alive() and not one.paused:
                one.kill()
                self.counts["kill"] += 1
        self.raise_the_dead()

    def crash(self, argument):
        how, away = argument
        if any(one[1] == "bring_back" for one in self.later):
            return
        self.house.postgres.kill(how)
        self.counts["crash"] += 1
        self.later.append((time.monotonic() + away, "bring_back", None))

    def bring_back(self, _):
        """It is started with all else that is dead."""

    def pause(self, argument):
        name, length = argument
        if not self.instance(name).is_alive() or any(one.paused for one in self.house.instances):
            return
        self.instance(name).pause()
        self.counts["pause"] += 1
        self.later.append((time.monotonic() + length, "go_on", name))

    def go_on(self, name):
        self.instance(name).go_on()

    def step_clock(self, ahead):
        self.house.postgres.sql(f"update kernel.clock set ahead = interval '{ahead} hour'")
        self.counts["clock"] += 1

    def fill(self, length):
        self.house.volume.fill()
        self.counts["fill"] += 1
        self.later.append((time.monotonic() + length, "make_room", None))

    def make_room(self, _):
        self.house.volume.make_room()

    def postgres_is_back(self):
        self.raise_the_dead()
        return self.house.postgres.is_ready()

    def end(self):
        """No more faults: everything runs again when this returns."""
        for _, what, argument in self.later:
            getattr(self, what)(argument)
        self.later = []
        kontor.wait_for("PostgreSQL to be back", self.postgres_is_back, 120)
        if self.counts["clock"]:
            self.step_clock(2)  # ahead of all that was promised meanwhile: what a step back has put off is due
        for one in self.house.instances:
            one.go_on()
            one.wait_until_ready()
