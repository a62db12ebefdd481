"""`python -m tests.bench.loading FOLDER HOME`: one load in a process of its own; prints its time and memory as JSON."""

import json
import os
import resource
import sys
import time
from pathlib import Path

from data.warehouse.home import Home, beijing_now
from etl.pipeline import Delivery, load


def main(folder: Path, home: Path) -> None:
    """Load all files of the folder into the home, and print what it took."""
    now = beijing_now()
    deliveries = [Delivery(path, path.name, now) for path in sorted(folder.iterdir())]
    started = time.perf_counter()
    result = load(Home(home), deliveries, beijing_now, lambda _: None)
    seconds = time.perf_counter() - started
    # Linux gives kilobytes, and for children the largest one: times the number of workers it is an upper bound.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest_child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcomes = [outcome.outcome for outcome in result.outcomes]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_bytes": (own + largest_child * (os.cpu_count() or 1)) * 1024,
                "accepted": outcomes.count("accepted"),
                "duplicate": outcomes.count("duplicate"),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
