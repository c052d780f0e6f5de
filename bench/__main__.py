"""python -m bench [NAME...]: run all benchmarks or those named; ends with 1 when a target is missed."""

from __future__ import annotations

import sys

from bench import api, console, imports, load, mail, portal, search, sweep, working_time

# By the name that `make bench ARGS=…` takes. A benchmark prints its figures and says whether its targets are met.
BENCHMARKS = (
    ("working_time", working_time.run),
    ("sweep", sweep.run),
    ("search", search.run),
    ("imports", imports.run),
    ("mail", mail.run),
    ("portal", portal.run),
    ("console", console.run),
    ("api", api.run),
    ("load", load.run),
)


def main(names: list[str]) -> int:
    known = dict(BENCHMARKS)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}: there are {', '.join(known)}.", file=sys.stderr)
        return 2
    met = [known[name]() for name in names or known]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
