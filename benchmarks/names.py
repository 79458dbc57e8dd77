"""How fast names of States are resolved: every name of the tables once, against pycountry's own look-up.

``python -m benchmarks.names`` prints the ratio; both run in the same process, one after the other.
"""

from __future__ import annotations

from time import perf_counter

import pycountry

from loaders.known import rows
from loaders.states import resolve


def main() -> None:
    """Measure and print."""
    names = sorted(
        {row["written"] for table in ("written", "not_states", "collected") for row in rows(f"names/{table}.csv")}
    )
    resolve("Kenya")
    begun = perf_counter()
    states = sum(resolve(name).kind == "state" for name in names)
    ours = perf_counter() - begun
    begun, found = perf_counter(), 0
    for name in names:
        try:
            pycountry.countries.lookup(name)
            found += 1
        except LookupError:
            continue
    theirs = perf_counter() - begun
    print(f"{len(names)} different names, each once: {ours / len(names) * 1e6:.1f} microseconds a name (bar 50)")
    print(
        f"resolved to a State: {states}; pycountry's look-up finds {found} and takes {theirs / ours:.1f} times as long"
    )


if __name__ == "__main__":
    main()
