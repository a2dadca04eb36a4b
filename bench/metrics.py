"""Reads what a server says of itself: /metrics before and after, and what happened between."""

import re

LINE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')


class Metrics:
    def __init__(self, text):
        self.values = {}
        for line in text.splitlines():
            found = LINE.match(line)
            if found:
                self.values[found[1], found[2] or ""] = float(found[3])

    @classmethod
    def of(cls, server):
        return cls(server.get("/metrics").decode())

    def total(self, name, **labels):
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(value for (known, written), value in self.values.items()
                   if known == name and all(label in written.split(",") for label in wanted))

    def since(self, earlier):
        later = Metrics("")
        later.values = {key: value - earlier.values.get(key, 0) for key, value in self.values.items()}
        return later

    def share_within(self, histogram, seconds):
        """Of what a histogram counted; 1 where it counted nothing."""
        counted = self.total(histogram + "_count")
        return self.total(histogram + "_bucket", le=f"{seconds:g}") / counted if counted else 1.0
