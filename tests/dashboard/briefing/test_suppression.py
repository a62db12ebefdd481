"""Which cells are kept back: thresholds at their edges, and that nothing kept back can be worked out again."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.briefing import kept_back
from dashboard.briefing.kept_back import Dimensions, KeptBack
from dashboard.briefing.suppression import Line, added, is_unsafe, suppressed
from dashboard.queries import Cut, FormInfo
from data.warehouse.metrics import Denominator, Measure
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension
from tests.dashboard.briefing.disclosure_audit import Published, exactly_recoverable, pinned

BEFORE, NOW = Period.parse("2021-W20"), Period.parse("2021-W21")
PLACE, SKILL, JOB, CATEGORY = Dimension.PLACE, Dimension.SKILL, Dimension.JOB_TYPE, Dimension.CATEGORY
TABLES: tuple[Dimensions, ...] = ((), (PLACE,), (JOB,), (SKILL,), (PLACE, JOB), (PLACE, SKILL))
CROSSED = [frozenset(table) for table in TABLES if len(table) > 1]
FORM = FormInfo("weekly_dispatch", "周调度", Cadence.WEEKLY, 2, frozenset(), "")
COLUMN = {PLACE: "place", SKILL: "skill", JOB: "job", CATEGORY: "category"}


@pytest.mark.parametrize(
    ("values", "unsafe"),
    [
        ([], False),  # nobody reported: nothing to keep back
        ([5], True),
        ([5, 5], True),
        ([5, 5, 0, 0], True),  # those with nothing hide nobody
        ([5, 5, 5], False),
        ([80, 10, 10], False),  # exactly 80 %
        ([81, 10, 9], True),
        ([-81, 10, 9], True),
        ([0, 0], True),  # the zero of two is the zero of each
        ([0, 0, 0], False),
    ],
)
def test_thresholds(values: list[int], unsafe: bool) -> None:
    assert is_unsafe({str(number): value for number, value in enumerate(values)}) is unsafe


def _cells(**sizes: list[int]) -> dict[tuple[str, ...], dict[str, float]]:
    return {(key,): {f"{key}{n}": float(size) for n, size in enumerate(found)} for key, found in sizes.items()}


def _line(cells: dict[tuple[str, ...], dict[str, float]], *, overlaps: bool = False) -> Line:
    return Line(tuple(cells), added(list(cells.values())), overlaps)


def test_one_unsafe_part_takes_the_smallest_other_along() -> None:
    cells = _cells(a=[9, 9], b=[20, 20, 20], c=[7, 7, 7], d=[30, 30, 30])
    assert suppressed(cells, [_line(cells)]).hidden == {("a",), ("c",)}


def test_parts_that_do_not_hide_each_other_take_more() -> None:
    cells = _cells(a=[500], b=[1], c=[30, 30, 40], d=[60, 60, 70])
    assert suppressed(cells, [_line(cells)]).hidden == {("a",), ("b",), ("c",), ("d",)}  # 500 of 631 is nearly 80 %
    cells["d",] = {"d0": 200.0, "d1": 200.0, "d2": 200.0}
    assert suppressed(cells, [_line(cells)]).hidden == {("a",), ("b",), ("c",), ("d",)}
    cells["a",] = {"a0": 300.0}
    assert suppressed(cells, [_line(cells)]).hidden == {("a",), ("b",), ("c",)}


def test_nothing_is_kept_back_where_all_is_safe() -> None:
    cells = _cells(a=[3, 3, 3], b=[1, 1, 1], c=[0, 0, 0])
    assert suppressed(cells, [_line(cells)]).hidden == frozenset()


def test_a_part_that_is_not_listed_is_hidden_too() -> None:
    cells = _cells(a=[9, 9, 9], b=[8, 8, 8])
    whole = added(list(cells.values())) | {"reported by the city itself": 40.0}
    assert suppressed(cells, [Line(tuple(cells), whole)]).hidden == {("b",)}  # 40 of 64 with b
    whole |= {f"city {number}": 40.0 for number in range(2)}
    assert suppressed(cells, [Line(tuple(cells), whole)]).hidden == frozenset()


def test_overlapping_categories_hide_the_enterprises_in_no_shown_one() -> None:
    cells: dict[tuple[str, ...], dict[str, float]] = {
        ("big",): {"x": 5.0, "y": 5.0, "z": 5.0, "u": 5.0},
        ("few",): {"v": 9.0, "x": 5.0},
        ("other",): {"p": 4.0, "q": 4.0, "r": 4.0, "s": 4.0},
    }
    whole = {name: value for found in cells.values() for name, value in found.items()}
    # few and other together are five enterprises, and none of them stands in big but x
    assert suppressed(cells, [Line(tuple(cells), whole, overlaps=True)]).hidden == {("few",), ("other",)}


def test_a_cell_that_crossing_lines_determine_is_hidden() -> None:
    """Two pairs of rows and columns, joined by one cell: every line hides two or three, and yet the joint is known."""
    hidden = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)]
    cells = {
        (str(row), str(column)): (
            {f"{row}{column}{n}": 10.0 for n in range(2)}
            if (row, column) in hidden
            else {f"{row}{column}{n}": 50.0 for n in range(4)}
        )
        for row, column in product(range(4), range(4))
    }
    lines = [
        Line(tuple(key for key in cells if key[axis] == str(number)), {}) for axis in (0, 1) for number in range(4)
    ]
    lines = [Line(line.parts, added([cells[key] for key in line.parts])) for line in lines]
    found = suppressed(cells, lines).hidden
    assert len(found) > len(hidden)
    values = {key: int(sum(found.values())) for key, found in cells.items()}
    shown = [Published(key, frozenset([key]), values[key]) for key in cells if key not in found]
    shown += [
        Published(f"line {number}", frozenset(line.parts), sum(values[key] for key in line.parts))
        for number, line in enumerate(lines)
    ]
    kept = [Published(key, frozenset([key]), values[key]) for key in found]
    assert exactly_recoverable(shown, kept) == set()
    joint = Published(("1", "2"), frozenset([("1", "2")]), 20)
    only_thresholds = [item for item in shown if item.name not in cells]
    only_thresholds += [
        Published(key, frozenset([key]), values[key]) for key in cells if tuple(map(int, key)) not in hidden
    ]
    assert exactly_recoverable(only_thresholds, [joint]) == {joint.name}  # the audit sees it


NAMED = {"shortage": "shortage", "resolved": "resolved", "resolved_total": "total"}
"""Columns of the rows below by relation."""


class _Office:
    """Stands in for a warehouse: one form, and rows of single enterprises."""

    denominator = Denominator.STAFF_AND_SHORTAGE

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows.to_dict("records")

    def serving_form(self, *_: object) -> FormInfo:
        return FORM


def _added_up(
    office: _Office, measures: list[Measure], _: FormInfo, __: Cut, periods: list[Period], dimensions: Dimensions
) -> pd.DataFrame:
    """As `concentration.contributions`, of the rows of an office."""
    column = NAMED.get(measures[0].relation)
    sums: dict[tuple[str, ...], float] = {}
    for row in office.rows if column else []:
        if row["period"] in map(str, periods):
            key = (row["period"], *(row[COLUMN[one]] for one in dimensions), row["enterprise_id"])
            sums[key] = sums.get(key, 0.0) + row[column]
    names = ["period", *(f"k{number}" for number in range(len(dimensions))), "enterprise_id"]
    found = pd.DataFrame(list(sums), columns=names)
    return found.assign(**{f"v{number}": list(sums.values()) for number in range(len(measures))})


def _kept_back(rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> KeptBack:
    monkeypatch.setattr(kept_back, "contributions", _added_up)
    return KeptBack(_Office(rows), Cut("370400"), (BEFORE, NOW), None, CROSSED)  # type: ignore[arg-type]


@st.composite
def micro(draw: st.DrawFn) -> pd.DataFrame:
    """Lines of enterprises: period, place, job, skill, enterprise_id, shortage, resolved, total (of all periods)."""
    places, jobs = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    size = st.one_of(st.integers(0, 6), st.integers(5, 30), st.integers(0, 300))
    rows = []
    for place in range(places):
        for enterprise in range(draw(st.sampled_from([1, 2, 4, 9, 12]))):
            for job in draw(st.sets(st.integers(0, jobs - 1), min_size=1, max_size=2)):
                skill, earlier = draw(st.integers(0, 1)), draw(size)
                for period in (BEFORE, NOW):
                    solved = draw(st.sampled_from([0, 0, 0, 1, 2, 9]))
                    earlier += solved
                    at = {"place": f"p{place}", "job": f"j{job}", "skill": f"s{skill}"}
                    name = {"period": str(period), "enterprise_id": f"{place}/{enterprise}"}
                    rows.append({**name, **at, "shortage": draw(size), "resolved": solved, "total": earlier})
    columns = ["period", "place", "job", "skill", "enterprise_id", "shortage", "resolved", "total"]
    return pd.DataFrame(rows, columns=columns)


def _published(rows: pd.DataFrame, column: str, found: KeptBack, key: str) -> tuple[list[Published], list[Published]]:
    """Every cell of every table of both periods, shown and hidden.

    An atom is period × place × job × skill: a reader sees which jobs and which skills a place has, not which together.
    """
    shown, hidden = [], []
    for period in (BEFORE, NOW):
        now = [row for row in rows.to_dict("records") if row["period"] == str(period)]
        pairs = product(*({(str(row["place"]), str(row[one])) for row in now} for one in ("job", "skill")))
        atoms = [(str(period), place, job, skill) for (place, job), (other, skill) in pairs if place == other]
        for dimensions in TABLES:
            places = {PLACE: 1, JOB: 2, SKILL: 3}
            values: dict[tuple[str, ...], int] = {}
            for row in now:
                cell = tuple(str(row[COLUMN[dimension]]) for dimension in dimensions)
                values[cell] = values.get(cell, 0) + int(row[column])
            kept = found.cells(key, dimensions, period)
            for cell, value in values.items():
                made = frozenset(a for a in atoms if tuple(a[places[dimension]] for dimension in dimensions) == cell)
                (hidden if cell in kept else shown).append(Published((period, dimensions, cell), made, value))
    return shown, hidden


SETTINGS = settings(
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],  # shrinking a table takes minutes
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SETTINGS
@given(rows=micro())
def test_nothing_hidden_follows_from_all_tables_together(rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _kept_back(rows, monkeypatch)
    shown, hidden = _published(rows, "shortage", found, "shortage")
    assert exactly_recoverable(shown, hidden) == set()
    assert {name for name in pinned(shown, hidden) if _is_hidden_number(name, hidden)} == set()
    again = _kept_back(rows.sample(frac=1, random_state=1), monkeypatch)
    for dimensions in reversed(TABLES):  # nor does the order matter in which tables are asked
        for period in (NOW, BEFORE):
            assert again.cells("shortage", dimensions, period) == found.cells("shortage", dimensions, period)


def _is_hidden_number(name: object, hidden: list[Published]) -> bool:
    return next(item.value for item in hidden if item.name == name) > 0


@SETTINGS
@given(rows=micro())
def test_every_shown_cell_is_safe_and_nothing_is_hidden_without_a_cause(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _kept_back(rows, monkeypatch)
    for dimensions in TABLES:
        for period in (BEFORE, NOW):
            keys = [COLUMN[dimension] for dimension in dimensions]
            now = rows[rows["period"] == str(period)]
            groups = now.groupby(keys) if keys else ([((), now)] if len(now) else [])
            sizes = {
                cell: [int(size) for size in lines.groupby("enterprise_id")["shortage"].sum()] for cell, lines in groups
            }
            unsafe = {cell for cell, values in sizes.items() if _breaks_the_rule(values)}
            kept = found.cells("shortage", dimensions, period)
            assert unsafe <= kept
            few_with_nothing = [values for values in sizes.values() if not any(values) and len(values) < 3]
            if (
                not unsafe
                and not few_with_nothing
                and not any(found.cells("shortage", (one,), period) for one in dimensions)
            ):
                assert kept == frozenset()


def _breaks_the_rule(values: list[int]) -> bool:
    """Fewer than 3 of the enterprises have persons, or one has more than four fifths of them; zeros aside."""
    known = sorted(value for value in values if value)
    return bool(known) and (len(known) < 3 or known[-1] * 5 > sum(known) * 4)


@SETTINGS
@given(rows=micro())
def test_a_running_total_does_not_tell_a_hidden_flow(rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """累计解决 of both periods and 本期解决 of the later one, where the list of enterprises has not changed."""
    found = _kept_back(rows, monkeypatch)
    shown, hidden = _published(rows, "resolved", found, "resolved")
    totals, hidden_totals = _published(rows, "total", found, "resolved_total")
    now, before = (str(NOW), str(BEFORE))

    def apart(items: list[Published]) -> list[Published]:
        """A running total of the later period is the earlier one and what was solved since."""
        made = []
        for item in items:
            earlier = {("total", *atom[1:]) for atom in item.atoms}  # type: ignore[misc]
            since = item.atoms if item.name[0] == NOW else set()  # type: ignore[index]
            made.append(Published(("total", item.name), frozenset(earlier | since), item.value))
        return made

    assert {atom[0] for item in shown for atom in item.atoms} <= {now, before}  # type: ignore[index]
    flows = [item for item in hidden if item.name[0] == NOW]  # type: ignore[index]
    assert exactly_recoverable([*shown, *apart(totals)], flows) == set()
    assert exactly_recoverable([*shown, *apart(totals)], apart(hidden_totals)) == set()
