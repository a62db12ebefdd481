"""The questions of one page view."""

from pathlib import Path

import duckdb

from dashboard.queries import Cut, Warehouse
from data.warehouse.metrics import Denominator
from data.warehouse.relations import Dimension
from data.warehouse.release import open_release
from tests.bench.big_release import make_release
from tests.bench.course import CITY
from tests.bench.lines import Line, alternate

CARDS = ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "reporting_rate")
TREND = 13


def measure_page(folder: Path, rounds: int) -> Line:
    """The questions of one page view beside one plain sum over the lines of shortage."""
    path, line_count, fact_count = make_release(folder)
    warehouse = Warehouse(path, Denominator.STAFF_AND_SHORTAGE)
    plain: duckdb.DuckDBPyConnection = open_release(path)
    cut = Cut(CITY)
    weeks = warehouse.periods("weekly_dispatch", CITY)[-TREND - 2 : -2]

    def page() -> None:
        frames = [
            warehouse.measure(CARDS, cut, weeks),
            *(
                warehouse.measure(["shortage", "resolved"], cut, weeks[-2:], dimension)
                for dimension in (Dimension.PLACE, Dimension.SKILL, Dimension.CATEGORY)
            ),
        ]
        if any(frame.empty or frame["value"].isna().any() for frame in frames):
            raise RuntimeError("a question of the page has no answer")

    def plain_sum() -> None:
        plain.execute("select submission_id, skill_level, sum(shortage) from fact_shortage group by all").fetchall()

    page()
    measured, baseline = alternate(page, plain_sum, rounds)
    return Line(
        f"一页的全部查询（缺工 {line_count:,} 行，事实共 {fact_count:,} 行）",
        f"{measured * 1000:.0f} ms",
        "一条分组求和",
        f"{baseline * 1000:.1f} ms",
        measured / baseline,
        "150 ms",
    )
