#!/usr/bin/env python3
"""Writes the figures into docs/reliability.md, from the JSON files that the long measurements leave.

usage: tools/reliability.py [--figures FOLDER]     default: docs/figures

What has no file, or stands in it under no name that is known here, is said to be not measured.
"""

import argparse
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
NOT_MEASURED = "not measured"


def number(form, unit=""):
    return lambda value: f"{value:{form}}{unit}"


def count(value):
    return f"{value:,.0f}"


def listed(value):
    """Of {"confirmed": 1980, "cancelled": 20}."""
    return ", ".join(f"{amount:,} {name}" for name, amount in value.items())


def length(value):
    return str(len(value))


def share(value):
    return f"{100 * value:.2f} %"


def yes(value):
    return "yes" if value else "no"


# File, how it is made, and its rows: what it says, where it stands, how it is written, what is aimed at.
CHAPTERS = [
    ("chaos", "Orders while processes are killed", "./dev chaos --orders N --seed S --json {file}", [
        ("checkouts", "orders", count, ""),
        ("the seed, which repeats the schedule", "seed", str, ""),
        ("for how long", "seconds", number(",.0f", " s"), ""),
        ("kills of Kontor", "kills_kontor", count, ""),
        ("kills of PostgreSQL", "kills_postgres", count, ""),
        ("what the shoppers saw", "outcomes", listed, ""),
        ("the last saga ended, after the last fault", "settled_seconds", number(".0f", " s"), "≤ 60 s"),
        ("what did not add up afterwards", "violations", length, "0"),
    ]),
    ("checkout", "The price of a checkout", "./dev bench checkout --json {file}", [
        ("full checkouts a second, 8 clients", "rounds.clients=8.a_second", number(",.0f"), ""),
        ("full checkouts a second, 32 clients", "rounds.clients=32.a_second", number(",.0f"), ""),
        ("to one TPC-B transaction of pgbench", "rounds.clients=32.ratio", number(".3f"), "≥ 0.12"),
        ("`POST /orders`, 32 clients, p50", "rounds.clients=32.order_ms.p50", number(".0f", " ms"), ""),
        ("p95", "rounds.clients=32.order_ms.p95", number(".0f", " ms"), ""),
        ("p99", "rounds.clients=32.order_ms.p99", number(".0f", " ms"), "≤ 100 ms"),
        ("processor, Kontor", "rounds.clients=32.kontor_cpu_ms", number(".1f", " ms a checkout"), ""),
        ("processor, PostgreSQL", "rounds.clients=32.postgres_cpu_ms", number(".1f", " ms a checkout"), ""),
        ("statements", "crowded.statements", number(".0f", " a checkout"), ""),
        ("transactions", "crowded.transactions", number(".1f", " a checkout"), ""),
        ("flushes", "crowded.fsyncs", number(".2f", " a checkout"), ""),
        ("WAL", "crowded.wal_bytes", lambda value: f"{value / 1024:.1f} KiB a checkout", ""),
        ("memory of Kontor", "memory_mib", number(".0f", " MiB"), "≤ 96 MiB"),
    ]),
    ("overload", "Ten times as much as can be done", "./dev bench overload --json {file}", [
        ("the generator", "generator", str, ""),
        ("capacity, lowered by configuration", "capacity_per_second", number(",.0f", " a second"), ""),
        ("offered, in multiples of it", "offered_times", number(".1f"), "10"),
        ("for how long", "seconds", number(".0f", " s"), "30 s"),
        ("answered well, of the capacity", "goodput_ratio", number(".2f"), "≥ 0.9"),
        ("refused within 5 ms, by the server's histogram", "refused_within_5_ms", share, "≥ 99 %"),
        ("refused without `Retry-After`", "unadvised", count, "0"),
        ("orders begun, all the while", "checkouts", count, ""),
        ("of them confirmed", "checkouts_confirmed", count, "all"),
        ("carts flooded as well: refused of browsing", "catalog_refused", share, "first"),
        ("of carts", "carts_refused", share, "then"),
        ("of orders", "checkout_refused", share, "0"),
        ("as fast as before, after the end", "recovery_seconds", number(".1f", " s"), "≤ 5 s"),
    ]),
    ("soak", "Hours", "./dev bench soak --minutes 15 --json {file}", [
        ("minutes", "minutes", count, "15"),
        ("orders", "orders", count, ""),
        ("memory after warm-up, first half", "rss_mib_first", number(".1f", " MiB"), ""),
        ("memory after warm-up, last half", "rss_mib_last", number(".1f", " MiB"), "flat"),
        ("descriptors before", "descriptors_before", count, ""),
        ("descriptors after", "descriptors_after", count, "as before"),
        ("p99 of browsing, first half", "p99_ms_browse_first", number(".0f", " ms"), ""),
        ("p99 of browsing, last half", "p99_ms_browse_last", number(".0f", " ms"), "steady"),
        ("p99 of `POST /orders`, first half", "p99_ms_order_first", number(".0f", " ms"), ""),
        ("p99 of `POST /orders`, last half", "p99_ms_order_last", number(".0f", " ms"), "steady"),
        ("most dead rows of a hot table", "dead_rows_most", count, "bounded"),
        ("commands in the log, last half", "commands_last", count, "bounded"),
        ("the database grows by, an order", "bytes_an_order", lambda value: f"{value / 1024:.1f} KiB", ""),
        ("`kontor verify` finds nothing afterwards", "verified", yes, "yes"),
    ]),
]


def found(figures, path):
    """What stands at "rounds.clients=32.ratio": of a list, the element that has it; None where there is none."""
    for step in path.split("."):
        if isinstance(figures, list):
            name, _, value = step.partition("=")
            figures = next((one for one in figures if str(one.get(name)) == value), None)
        else:
            figures = figures.get(step)
        if figures is None:
            return None
    return figures


def written(figures, path, form):
    value = found(figures, path)
    return NOT_MEASURED if value is None else form(value)


def chapter(folder, name, title, command, rows):
    file = folder / f"{name}.json"
    figures = json.loads(file.read_text()) if file.exists() else {}
    said = command.format(file=f"docs/figures/{name}.json")
    lines = [f"### {title}", "", f"`{said}`" + (f", on {figures['machine']}" if "machine" in figures else "") + ":", ""]
    if not figures:
        return [*lines[:-2], f"`{said}`: {NOT_MEASURED}.", ""]
    lines += ["| | reached | aim |", "|---|---|---|"]
    lines += [f"| {what} | {written(figures, path, form)} | {aim} |" for what, path, form, aim in rows]
    return [*lines, ""]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--figures", type=pathlib.Path, default=ROOT / "docs" / "figures")
    folder = arguments.parse_args().figures
    lines = [line for one in CHAPTERS for line in chapter(folder, *one)]
    page = PAGE.read_text()
    fresh = re.sub(r"(<!-- figures -->\n).*(<!-- /figures -->)",
                   lambda around: around[1] + "\n".join(lines) + around[2], page, flags=re.S)
    PAGE.write_text(fresh)
    missing = [name for name, *_ in CHAPTERS if not (folder / f"{name}.json").exists()]
    print(f"docs/reliability.md: figures of {len(CHAPTERS) - len(missing)} files"
          + (f"; not measured: {', '.join(missing)}" if missing else ""))


if __name__ == "__main__":
    main()
