"""The evidence: every number with its questions, statements that give it again, and the cells it is read from."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.briefing.compose import Request, compose
from dashboard.briefing.evidence import FORMAT, Basis, Evidence, EvidenceFormatError, Proof, UnprovenError, evidence
from dashboard.briefing.model import Bound, Briefing, Cell, Edition, Section, Sentence, Source
from dashboard.briefing.questions import QUESTIONS
from dashboard.queries import Cut, Warehouse, statements
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator, metrics
from data.warehouse.period import Period
from tests.dashboard.briefing.small_city import BEFORE, CITY, DISTRICTS, WEEK, SmallCity, reports

ISSUES = [("370400", "2021-W24"), ("370400", "2021-06"), ("220000", "2020-02-24")]


@pytest.fixture(scope="module")
def shell(
    published: Warehouse, sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a reader opens: the release file itself (a copy: one process opens a file in one way), nothing of ours."""
    copied = tmp_path_factory.mktemp("shell") / "release.duckdb"
    shutil.copyfile(sample_home.release_file(published.release.release_id), copied)
    with duckdb.connect(str(copied), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def made(published: Warehouse) -> dict[tuple[str, str], tuple[Briefing, Evidence]]:
    found = {}
    for place, period in ISSUES:
        briefing = compose(published, Request(Period.parse(period), place))
        found[place, period] = (briefing, evidence(published, briefing))
    return found


def test_every_number_is_there_in_order(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    for briefing, proof in made.values():
        by_key = {item.key: item for item in proof.sentences}
        assert [item.key for item in proof.sentences[: len(briefing.sentences)]] == [s.key for s in briefing.sentences]
        for sentence in [*briefing.sentences, *(figure.title for figure in briefing.figures)]:
            assert by_key[sentence.key].text == sentence.text
            assert [(n.text, n.value) for n in by_key[sentence.key].numbers] == [
                (n.text, n.value) for n in sentence.numbers
            ]
        tables = {item.key: item for item in proof.tables}
        for table in [*briefing.tables, *(figure.table for figure in briefing.figures)]:
            proofs = [cell.proof for cell in tables[table.key].cells if cell.proof is not None]
            assert [(n.text, n.value) for n in proofs] == [(n.text, n.value) for n in table.numbers]
        keys = [number.key for number in proof.proofs]
        assert len(keys) == len(set(keys)) > 100


def statement_of(proof: Evidence, basis: Basis) -> str:
    query = proof.queries[basis.query]
    assert query.sql is not None
    return statements.of_group(query.sql, basis.key) if query.by or basis.key else query.sql


def told_by(shell: duckdb.DuckDBPyConnection, proof: Evidence, basis: Basis) -> tuple[object, ...]:
    """Numerator, denominator and value that the pasted statement gives; of a named question the value alone."""
    answer = shell.execute(statement_of(proof, basis))
    names = [column[0] for column in answer.description]
    rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    question = proof.queries[basis.query].question
    if question in QUESTIONS:
        row = next(item for item in rows if item.get("key", "") == basis.key)
        return (row["value"] if question.startswith("list_") else row[question],)
    row = rows[0] if rows else {}
    return row.get("numerator"), row.get("denominator"), row.get("value")


@pytest.mark.parametrize("issue", ISSUES, ids=map(" ".join, ISSUES))
def test_each_statement_pasted_into_a_shell_gives_the_number(
    made: dict[tuple[str, str], tuple[Briefing, Evidence]], shell: duckdb.DuckDBPyConnection, issue: tuple[str, str]
) -> None:
    _, proof = made[issue]
    in_sentences = [basis for sentence in proof.sentences for number in sentence.numbers for basis in number.bases]
    in_tables = [basis for table in proof.tables for cell in table.cells if cell.proof for basis in cell.proof.bases]
    asked = list(dict.fromkeys([*in_sentences, *in_tables[:: max(len(in_tables) // 100, 1)]]))
    assert len(asked) > 60
    for basis in asked:
        told = told_by(shell, proof, basis)
        expected = (basis.numerator, basis.denominator, basis.value) if len(told) == 3 else (basis.value,)
        assert [_plain(cell) for cell in told] == [_plain(cell) for cell in expected], proof.queries[basis.query]


def _plain(cell: object) -> float | None:
    return None if cell is None or pd.isna(cell) else float(cell)  # type: ignore[call-overload, arg-type]


def test_as_many_cells_as_the_trace_lists(
    published: Warehouse, made: dict[tuple[str, str], tuple[Briefing, Evidence]]
) -> None:
    briefing, proof = made[ISSUES[0]]
    bound = [number for sentence in briefing.sentences for number in sentence.numbers]
    proofs = [number for sentence in proof.sentences[: len(briefing.sentences)] for number in sentence.numbers]
    trace = cache(published.trace)
    checked = set()
    for number, found in zip(bound, proofs, strict=True):
        source, basis = number.sources[0], found.bases[0]
        query = proof.queries[basis.query]
        if source.question not in metrics() or query.counts != "单元格" or source.by == "category" or source in checked:
            continue
        cells = trace(source.question, source.cut, source.period, source.by)
        mine = cells if source.by is None or source.question == "channel_share" else cells[cells["key"] == source.key]
        assert basis.cells == len(mine[["submission_id", "sheet", "cell"]].drop_duplicates()), found.key
        checked.add(source)
    assert len(checked) > 20


def test_words_say_what_is_asked(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    _, proof = made[ISSUES[0]]
    by_label = {query.label: query for query in reversed(proof.queries) if not query.by and not query.conditions}
    rate = by_label["缺工率"]
    assert "缺工率 = 缺工人数 ÷（用工规模 + 缺工人数）× 100" in rate.definition
    assert (rate.place, rate.counts, rate.form) == ("枣庄市", "单元格", "企业用工24小时服务保障机制周调度")
    assert "2021年第24周" in rate.period
    assert by_label["报送率"].counts == "报送记录"
    listed = by_label["留存企业扩大"]
    assert "2021年第23周" in listed.base
    category = next(query for query in proof.queries if query.conditions.startswith("企业类型："))
    assert category.by == ""
    districts = next(query for query in proof.queries if query.by == "地区" and query.question == "shortage")
    number = next(
        cell.proof for table in proof.tables if table.key == "districts" for cell in table.cells
        if cell.row == "薛城区" and cell.column.startswith("缺工人数")
    )  # fmt: skip
    assert number is not None
    (basis,) = number.bases
    assert (proof.queries[basis.query], basis.name) == (districts, "薛城区")
    assert number.words == "取数"


def test_the_other_denominator_is_named_and_proved(published: Warehouse, sample_home: Home) -> None:
    warehouse = Warehouse(sample_home.release_file(published.release.release_id), Denominator.STAFF)
    briefing = compose(warehouse, Request(Period.parse("2021-W24"), "370403"))
    proof = evidence(warehouse, briefing)
    warehouse.close()
    assert any("缺工率 = 缺工人数 ÷ 用工规模 × 100" in query.definition for query in proof.queries)


def _with_first(briefing: Briefing, number: Bound) -> Briefing:
    """The briefing with another number in its first sentence."""
    sentence = Sentence("overall.shortage", ("缺工人数 ", number, " 人。"))
    return replace(briefing, sections=(Section("overall", "总体情况", (sentence,)),), appendix=(), revisions=None)


SHORTAGE = Source("shortage", Cut("370400"), Period.parse("2021-W24"))


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("1", 1.0, "应为"),
        ("9,999", None, "没有值"),
        ("不公开", 7.0, "写的是"),
        ("二十", 20.0, "写的是"),
    ],
)
def test_a_number_that_does_not_follow_stops_the_briefing(
    published: Warehouse,
    made: dict[tuple[str, str], tuple[Briefing, Evidence]],
    text: str,
    value: float | None,
    says: str,
) -> None:
    wrong = _with_first(made[ISSUES[0]][0], Bound(text, value, "value", (SHORTAGE,)))
    with pytest.raises(UnprovenError, match=says):
        evidence(published, wrong)


def test_a_text_that_says_another_number_than_its_value_stops_the_briefing(
    published: Warehouse, made: dict[tuple[str, str], tuple[Briefing, Evidence]]
) -> None:
    value = float(published.measure(["shortage"], SHORTAGE.cut, [SHORTAGE.period])["value"][0])
    right = _with_first(made[ISSUES[0]][0], Bound(f"{value:,.0f}", value, "value", (SHORTAGE,)))
    assert evidence(published, right).sentences[1].numbers[0].value == value
    wrong = _with_first(made[ISSUES[0]][0], Bound(f"{value + 1:,.0f}", value, "value", (SHORTAGE,)))
    with pytest.raises(UnprovenError, match="写的是"):
        evidence(published, wrong)


def test_json_comes_back_as_it_was(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    for _, proof in made.values():
        text = proof.to_json()
        assert Evidence.from_json(text) == proof
        assert Evidence.from_json(text).to_json() == text


def test_json_of_another_kind_is_refused(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    raw = json.loads(made[ISSUES[0]][1].to_json())
    for text, says in (
        ("{", "不是 JSON"),
        ("[]", "格式版本是 None"),
        (json.dumps(raw | {"format": FORMAT + 1}), f"格式版本是 {FORMAT + 1}"),
        (json.dumps(raw | {"more": 1}), "more"),
        (json.dumps({key: value for key, value in raw.items() if key != "tables"}), "tables"),
        (json.dumps(raw | {"queries": [raw["queries"][0] | {"unit": 5}]}), "queries.0.unit"),
    ):
        with pytest.raises(EvidenceFormatError, match=says):
            Evidence.from_json(text)


def test_the_public_edition_keeps_answers_statements_and_counts_back(published: Warehouse) -> None:
    request = Request(Period.parse("2021-W24"), "370400", Edition.PUBLIC)
    proof = evidence(published, compose(published, request, lambda frame, *_: frame))
    assert {query.sql for query in proof.queries} == {None}
    bases = {replace(basis, query=0, key="", name="") for number in proof.proofs for basis in number.bases}
    assert bases == {Basis(0, "", "", None, None, None, None)}
    assert "select" not in proof.to_json()


def test_as_known_at_a_moment_the_statement_is_that_of_the_moment(published: Warehouse) -> None:
    known = published.known_at(datetime(2021, 6, 18, 18))
    proof = evidence(known, compose(known, Request(Period.parse("2021-W24"), "370400")))
    assert proof.as_of == datetime(2021, 6, 18, 18)
    (basis,) = proof.sentences[1].numbers[0].bases
    sql = proof.queries[basis.query].sql
    assert sql is not None
    assert "mart_sum" not in sql
    assert known.connection.execute(sql).fetchall()[0][3] == basis.value
    known.close()


def test_revisions_are_proved_by_the_revision_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(tmp_path / "home"))
    city = SmallCity(Home(tmp_path / "home"), tmp_path / "files")
    city.deliver(BEFORE, reports())
    city.freeze(BEFORE, monkeypatch)
    city.now = datetime(2021, 5, 27, 13)
    city.deliver(BEFORE, {"薛城区": reports(more=30)["薛城区"]})
    city.now = datetime(2021, 5, 28, 13)
    city.deliver(WEEK, reports())
    warehouse = city.warehouse()
    briefing = compose(warehouse, Request(WEEK, CITY))
    proof = evidence(warehouse, briefing)
    cells = next(table for table in proof.tables if table.key == "revisions").cells
    found = {cell.column: cell.proof for cell in cells if "缺工人数" in cell.row and cell.proof is not None}
    before, after, change = found["定稿时"], found["现在"], found["变动"]
    assert (after.value or 0) - (before.value or 0) == change.value == 30
    query = proof.queries[before.bases[0].query]
    assert query.label == "缺工人数（修订表）"
    assert before.bases[0].name == "薛城区"
    assert query.sql is not None
    rows = warehouse.connection.execute(statements.of_group(query.sql, DISTRICTS["薛城区"])).fetchall()
    assert [row[1:3] for row in rows] == [(before.value, after.value)]
    assert briefing.revisions is not None
    table = replace(briefing.revisions, rows=(_raised(briefing.revisions.rows[0]), *briefing.revisions.rows[1:]))
    with pytest.raises(UnprovenError, match="修订表中没有"):
        evidence(warehouse, replace(briefing, revisions=table))
    known = warehouse.known_at(datetime(2021, 5, 28, 12))
    then = evidence(known, compose(known, Request(WEEK, CITY)))
    known.close()
    warehouse.close()
    assert next(item for item in then.queries if item.label == query.label).sql is None  # two moments are compared
    assert [cell.text for table in then.tables if table.key == "revisions" for cell in table.cells if cell.proof] == [
        cell.text for cell in cells if cell.proof
    ]


def _raised(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row with its first number one higher."""
    number = next(cell for cell in row if isinstance(cell, Bound))
    assert number.value is not None
    higher = replace(number, value=number.value + 1, text=f"{number.value + 1:,.0f}")
    return tuple(higher if cell is number else cell for cell in row)


def test_every_named_question_has_a_statement_and_words(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    asked = {query.question for _, proof in made.values() for query in proof.queries}
    assert {"expected", "reported", "list_risen", "list_stayed"} <= asked
    named = [query for _, proof in made.values() for query in proof.queries if query.question in QUESTIONS]
    assert all(query.sql and query.definition and query.label for query in named)


def test_a_proof_is_not_made_without_a_source(made: dict[tuple[str, str], tuple[Briefing, Evidence]]) -> None:
    proofs: list[Proof] = [number for _, proof in made.values() for number in proof.proofs]
    assert all(number.bases for number in proofs)
    assert any(len(number.bases) > 1 for number in proofs)
