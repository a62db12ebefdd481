"""docs/API.md says what the interface does."""

import re
from pathlib import Path

import pytest

from dashboard.api.catalogue import FORM_PARAMETERS, PERIOD_PARAMETERS
from dashboard.api.endpoint import FORMATS, METHODS
from dashboard.api.metrics import MOST_PERIODS, MOST_ROWS, PARAMETERS
from dashboard.api.routes import ADDRESSES
from dashboard.labels import VALUE_STATUS
from data.warehouse.metrics import Kind
from data.warehouse.relations import Dimension
from tests.dashboard.api.conftest import Get

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "API.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return next(part for part in DOCUMENT.split("\n## ") if part.startswith(title))


def _first_cells(text: str) -> set[str]:
    """The code words of the first column of the tables."""
    rows = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_all_addresses_and_parameters_are_listed_and_no_others() -> None:
    assert {word for word in _first_cells(DOCUMENT) if word.startswith("/")} == set(ADDRESSES)
    assert _first_cells(_section("参数")) == set(PARAMETERS)
    assert {"place", "form"} == {*FORM_PARAMETERS, *PERIOD_PARAMETERS}
    assert f"format={FORMATS[1]}" in DOCUMENT
    assert all(f"`{dimension}`" in _section("参数") for dimension in Dimension)


def test_all_fields_of_an_answer_are_listed(get: Get) -> None:
    asked = {"place": "370400", "by": "place", "category": "enterprise_type=other_type"}
    single = get("/api/metrics/shortage", {**asked, "period": "2021-W25"}).json
    series = get("/api/metrics/shortage", {**asked, "from": "2021-W24", "to": "2021-W25"}).json
    described = set(re.findall(r"`([a-z_]+)`", _section("结果")))
    assert {*single, *series, *single["rows"][0], *single["coverage"], *single["place"]} <= described  # type: ignore[misc,index]
    assert {*single["category"]} <= described  # type: ignore[misc]
    assert _first_cells(_section("结果")) == set(single)
    assert [name for name in series if name not in single] == ["periods"]


def test_limits_marks_kinds_and_codes_are_those_of_the_program() -> None:
    assert f"至多 {MOST_PERIODS} 期" in DOCUMENT
    assert f"至多 {MOST_ROWS:,} 行" in DOCUMENT
    assert all(f"`{mark}` {word}" in DOCUMENT for mark, word in VALUE_STATUS.items())
    assert all(f"`{kind}` {kind.label}" in DOCUMENT for kind in Kind)
    assert " 与 ".join(METHODS) in DOCUMENT


@pytest.mark.parametrize("line", re.findall(r"^curl '[^/]+//[^/]+([^']+)'$", DOCUMENT, re.MULTILINE))
def test_the_examples_are_answered(get: Get, line: str) -> None:
    path, _, query = line.partition("?")
    assert get(path, query).status == 200
