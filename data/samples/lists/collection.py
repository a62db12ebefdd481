"""All lists, ledgers and weekly measures of the sample set, by city."""

from collections.abc import Iterator

from data.samples.lists import changchun, jiangxi, measures, zaozhuang
from data.samples.report import Report


def list_reports(seed: int, city: str, quick: bool) -> Iterator[Report]:
    """The files of one city of `output.CITIES`."""
    if city == "zaozhuang":
        yield from (entry.report(seed) for entry in zaozhuang.reports(seed, quick))
    elif city == "changchun":
        yield from (entry.report(seed) for entry in changchun.reports(seed, quick))
        yield from measures.reports(seed, quick)
    elif city == "jiangxi":
        yield from (entry.report(seed) for entry in jiangxi.reports(seed))
