"""`python -m tests.bench.loading FOLDER HOME`: one load in a process of its own; prints its time and memory as JSON."""

import json
import sys
import time
from pathlib import Path

from data.warehouse.home import Home, beijing_now
from etl.pipeline import Delivery, load
from tests.bench.memory import StartedProcesses, peak_of


def main(folder: Path, home: Path) -> None:
    """Load all files of the folder into the home, and print what it took."""
    now = beijing_now()
    deliveries = [Delivery(path, path.name, now) for path in sorted(folder.iterdir())]
    started = time.perf_counter()
    with StartedProcesses() as workers:
        result = load(Home(home), deliveries, beijing_now, lambda _: None)
    seconds = time.perf_counter() - started
    outcomes = [outcome.outcome for outcome in result.outcomes]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_bytes": peak_of() + workers.peak,
                "accepted": outcomes.count("accepted"),
                "duplicate": outcomes.count("duplicate"),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
