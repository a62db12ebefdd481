"""Change one cell of one workbook: exactly the sentences and table cells that depend on it change, and are told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from dashboard.briefing.changes import Changes, changes
from dashboard.briefing.compose import Request, compose
from dashboard.briefing.evidence import Evidence, evidence
from dashboard.briefing.model import Bound, Briefing, Source, Table
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.queries import Cut, QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.relations import Dimension
from tests.dashboard.briefing.small_city import BEFORE, CITY, DISTRICTS, WEEK, SmallCity, reports

GROWN = 5
"""So little that 市中区 is 基本持平, and enough that its first enterprise is not."""
ADDED = 90
CELL = "F4"
"""Where 缺工人数 of 薛城区's first line stands in its file."""
_OF_SHORTAGE = frozenset({"risen", "stayed_change", "implied_new_demand"})
"""Fields of the breakdown that move with the shortage of an enterprise which grows and is on both lists."""


@dataclass
class Twice:
    """The same briefing composed before and after one cell was changed, with its evidence."""

    warehouses: tuple[Warehouse, Warehouse]
    briefings: tuple[Briefing, Briefing]
    evidences: tuple[Evidence, Evidence]

    @property
    def found(self) -> Changes:
        return changes(*self.evidences)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    folder = tmp_path_factory.mktemp("small-city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTS_HOME", str(folder / "home"))
        city = SmallCity(Home(folder / "home"), folder / "files")
        city.deliver(BEFORE, reports())
        city.now = datetime(2021, 5, 28, 13, 0)
        city.deliver(WEEK, reports(grown=GROWN))
        first = city.warehouse()
        city.now = datetime(2021, 5, 28, 16, 0)
        city.deliver(WEEK, {"薛城区": reports(grown=GROWN, more=ADDED)["薛城区"]})
        second = city.warehouse()
    both = (first, second)
    briefings = tuple(compose(warehouse, Request(WEEK, CITY)) for warehouse in both)
    proofs = tuple(evidence(warehouse, made) for warehouse, made in zip(both, briefings, strict=True))
    yield Twice(both, briefings, proofs)  # type: ignore[arg-type]
    for warehouse in both:
        warehouse.close()


def tables_of(briefing: Briefing) -> list[Table]:
    return [*briefing.tables, *(figure.table for figure in briefing.figures)]


class Dependence:
    """Which numbers read the changed cell, by the trace and not by the evidence; each question is traced once."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._keys: dict[Source, set[str]] = {}

    def has(self, number: Bound) -> bool:
        return any(map(self._reads, number.sources))

    def _reads(self, source: Source) -> bool:
        if source.question.startswith("list_"):
            field = source.question.removeprefix("list_")
            asked = "shortage_rate" if field == "rate" else "shortage" if field in _OF_SHORTAGE else None
            cut = source.cut.at(source.key) if source.key else source.cut
            return asked is not None and "" in self._traced(Source(asked, cut, source.period, form=source.form))
        if source.by is Dimension.CATEGORY:
            cut = replace(source.cut, category=("enterprise_type", (source.key,)))
            return "" in self._traced(replace(source, cut=cut, by=None, key=""))
        return (source.key if source.by else "") in self._traced(replace(source, key=""))

    def _traced(self, source: Source) -> set[str]:
        """Keys of the groups that hold the cell."""
        if source not in self._keys:
            try:
                cells = self._warehouse.trace(source.question, source.cut, source.period, source.by, form=source.form)
            except (QuestionError, KeyError):  # made of receipts
                self._keys[source] = set()
                return set()
            is_it = (cells["cell"] == CELL) & (cells["place_code"] == DISTRICTS["薛城区"])
            is_it &= (cells["period"] == str(WEEK)) & (cells["field"] == "shortage")
            self._keys[source] = set(cells[is_it]["key"])
        return self._keys[source]


def test_exactly_the_sentences_that_depend_on_the_cell_change(twice: Twice) -> None:
    everything: set[str] = set()
    dependent: set[str] = set()
    for warehouse, briefing in zip(twice.warehouses, twice.briefings, strict=True):
        dependence = Dependence(warehouse)
        titles = [figure.title for figure in briefing.figures] + [table.title for table in tables_of(briefing)]
        for sentence in [*briefing.sentences, *titles]:
            everything.add(sentence.key)
            if any(map(dependence.has, sentence.numbers)):
                dependent.add(sentence.key)
    assert 10 < len(dependent) < len(everything) - 10
    assert {change.key for change in twice.found.sentences} == dependent


def test_exactly_the_table_cells_that_depend_on_the_cell_change(twice: Twice) -> None:
    dependent = {("districts", "薛城区", "数据")}  # the words for its status: the file that counts is a corrected one
    count = 0
    for warehouse, briefing in zip(twice.warehouses, twice.briefings, strict=True):
        dependence = Dependence(warehouse)
        for table in tables_of(briefing):
            heads = [column.head for column in table.columns]
            first = next((number for number, column in enumerate(table.columns) if column.is_number), 1)
            for row in table.rows:
                name = "／".join(cell if isinstance(cell, str) else cell.text for cell in row[:first])
                numbers = [(head, cell) for head, cell in zip(heads, row, strict=True) if isinstance(cell, Bound)]
                count += len(numbers)
                dependent |= {(table.key, name, head) for head, cell in numbers if dependence.has(cell)}
    assert 30 < len(dependent) < count / 4
    assert {(change.table, change.row, change.column) for change in twice.found.cells} == dependent


def test_the_list_says_what_changed_and_why(twice: Twice) -> None:
    found = {change.key: change for change in twice.found.sentences}
    overall = found["overall.shortage"]
    assert overall.before != overall.after
    was, now = (warehouse.measure(["shortage"], Cut(CITY), [WEEK])["value"][0] for warehouse in twice.warehouses)
    assert now - was == ADDED
    assert f"由 {was:,.0f} 变为 {now:,.0f}" in overall.because[0]
    assert "缺工人数（枣庄市" in overall.because[0]
    assert overall.before == next(item.text for item in twice.evidences[0].sentences if item.key == overall.key)
    assert found["headline"].numbers == ()  # it has other numbers now: 基本持平 has become a size
    paired = [number for change in found.values() for number in change.numbers]
    assert len(paired) > 5
    assert all(number.before != number.after and number.because for number in paired)
    (cell,) = [
        change
        for change in twice.found.cells
        if (change.table, change.row, change.column) == ("districts", "薛城区", "缺工人数（人）")
    ]
    assert int(cell.after.replace(",", "")) - int(cell.before.replace(",", "")) == ADDED  # type: ignore[union-attr]
    assert "薛城区" in cell.because[0]


def test_what_the_two_are_of_is_told_and_nothing_more(twice: Twice) -> None:
    names = [name for name, _, _ in twice.found.metadata]
    assert names == ["发布版本"]
    assert twice.found.metadata[0][1].startswith("R000002")
    assert twice.found.metadata[0][2].startswith("R000003")
    assert not twice.found.is_empty
    lines = twice.found.lines
    assert lines[0].startswith("发布版本：R000002")
    assert any(line.startswith("原为：") and "现为：" in line for line in lines)
    assert any(line.startswith("表“各区（市）主要指标”：薛城区") for line in lines)


def test_the_same_briefing_has_no_changes(twice: Twice) -> None:
    again = evidence(twice.warehouses[0], twice.briefings[0])
    found = changes(twice.evidences[0], again)
    assert found == Changes((), (), ())
    assert found.is_empty
    assert found.lines == ()


def test_what_appears_and_vanishes_is_told(twice: Twice) -> None:
    before = twice.evidences[0]
    sentences = (*before.sentences[1:], replace(before.sentences[0], key="new", text="新的一句。"))
    tables = (replace(before.tables[0], cells=before.tables[0].cells[1:]), *before.tables[1:])
    found = changes(before, replace(before, sentences=sentences, tables=tables, state="final"))
    assert {(item.key, item.before, item.after) for item in found.sentences} == {
        ("new", None, "新的一句。"),
        (before.sentences[0].key, before.sentences[0].text, None),
    }
    gone = before.tables[0].cells[0]
    assert [(item.row, item.column, item.before, item.after) for item in found.cells] == [
        (gone.row, gone.column, gone.text, None)
    ]
    assert found.metadata == (("状态", "草稿", "定稿"),)
    assert "新增一句：新的一句。" in found.lines


def test_a_public_edition_does_not_tell_which_answers_moved(twice: Twice) -> None:
    before, after = (replace(proof, edition="public") for proof in twice.evidences)
    found = changes(before, after)
    assert {item.key for item in found.sentences} == {item.key for item in twice.found.sentences}
    assert {item.because for item in found.sentences} | {item.because for item in found.cells} == {()}


def test_an_internal_issue_is_not_compared_with_a_public_one_nor_with_another_kind(twice: Twice) -> None:
    before, after = twice.evidences
    for other in (
        replace(before, edition="public"),
        replace(before, place="长春市"),
        replace(before, title="枣庄市重点企业用工调度月报"),
    ):
        with pytest.raises(BriefingRefusedError, match="不能比较"):
            changes(other, after)
