"""When the faults are over: what must hold of the house, from outside and from inside."""

import time

from shoppers import Overdue, Shopper, Wrong

ENDS_WITHIN_SECONDS = 60
# Beyond what a process had when the run began.
MORE_DESCRIPTORS = 40
MORE_KIB = 64 * 1024


def wait_for(condition, deadline):
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def every_saga_ends(house, crowd, since):
    """Violations, and how long it took."""
    deadline = since + ENDS_WITHIN_SECONDS
    found = []
    if not wait_for(lambda: house.under_way() == 0 and crowd.are_done(), deadline):
        stuck = house.postgres.sql("select id, step, awaited, attempts, due_at from ordering.saga where not at_rest"
                                   " and status = 'pending' or step in ('compensating', 'recalling') limit 5")
        found.append(f"{house.under_way()} sagas have not ended {ENDS_WITHIN_SECONDS} s after the last fault: {stuck}")
    return found, time.monotonic() - since


# Payments whose provider is being asked, and partitions that a group has not read to the end.
WAITING = """
    select (select count(*) from payment.payment where step <> 'none') + count(*)
    from bus.subscription one
    where exists (
      select from bus.event
      where event.topic_id = one.topic_id and event.partition = one.partition and event.position > coalesce((
        select max(place.position) from bus.place
        where place.group_id = one.group_id and place.topic_id = one.topic_id and place.partition = one.partition), 0))
"""


def nothing_waits(house, seconds=60):
    """Refunds and events that are still on their way when the sagas have ended."""
    def waiting():
        return int(house.postgres.sql(WAITING)[0][0])

    if wait_for(lambda: waiting() == 0, time.monotonic() + seconds):
        return []
    return [f"{waiting()} payments or partitions still wait {seconds} s after the sagas' end"]


def nobody_was_lied_to(ports, crowd):
    """Every order that a shopper was told of is there, and is what they were told."""
    found = list(crowd.tally.wrong)
    reader = Shopper(ports, "verdict", crowd.tally)
    for told in crowd.tally.told:
        if not told.order:
            continue
        try:
            order = reader.look(told)
            if told.refusal and order["status"] != "cancelled":
                found.append(f"order {told.order} was refused with {told.refusal}, and is {order['status']}")
        except (Wrong, Overdue) as error:
            found.append(f"checkout {told.wish.number}: {error}")
    reader.line.hang_up()
    return found


def stock_went_where_it_was_sold(before, after, crowd):
    """What is missing of each variant is what confirmed orders hold of it, by what their shoppers know."""
    sold = dict.fromkeys(before, 0)
    for told in crowd.tally.told:
        if told.outcome == "confirmed":
            for variant, quantity in told.wish.lines:
                sold[variant] += quantity
    return [f"{variant}: {before[variant] - after[variant]} are missing and {sold[variant]} were sold"
            for variant in before if before[variant] - after[variant] != sold[variant]]


def inside(house):
    found = [f"{name}: {count} violations, such as {examples[:3]}" for name, count, examples in house.verdicts()]
    dead = house.postgres.sql("select count(*) from bus.dead_letter")[0][0]
    if dead != "0":
        found.append(f"{dead} dead letters")
    return found


def sizes_are_back(before, after):
    found = []
    for name, (descriptors, resident) in after.items():
        if descriptors > before[name][0] + MORE_DESCRIPTORS:
            found.append(f"Kontor {name} has {descriptors} descriptors, and had {before[name][0]}")
        if resident > before[name][1] + MORE_KIB:
            found.append(f"Kontor {name} has {resident} KiB, and had {before[name][1]}")
    return found


def no_instance_ends_badly(house):
    found = []
    for one in house.instances:
        code = one.stop()
        if code != 0:
            found.append(f"Kontor {one.name} ended with {code}, see {one.log.name}")
    return found


