"""What stands in a district's file is text everywhere: in every export, and on the pages as this process draws them."""

import csv
import io
import re
import unicodedata
from pathlib import Path

import hostile_home as hostile_home_module
import openpyxl
import pandas as pd
import pytest
from hostile_text import ALL, FORMULAS, MARKUP
from package_faults import faults
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES, PageEntry
from dashboard.views.downloads import Export
from dashboard.views.weekly_sheet import EnterpriseLines, WeeklySheet
from data.warehouse.home import Home
from data.warehouse.period import Period

APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
LONGEST_CELL = 32_767


def cells(content: bytes) -> list["openpyxl.cell.Cell"]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def would_run(text: str) -> bool:
    """Whether a spreadsheet program might take a CSV field for a formula."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] != "C")
    return seen.lstrip().startswith(("=", "+", "-", "@"))


@pytest.fixture
def export() -> Export:
    table = pd.DataFrame({"企业": list(ALL), "=列名": range(len(ALL))})
    return Export(ALL[0], ALL[1], table, tuple((text, text) for text in ALL))


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(export: Export) -> None:
    found = cells(export.xlsx())
    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert [cell.coordinate for cell in found if cell.hyperlink] == []
    assert faults(export.xlsx()) == []
    texts = {str(cell.value).strip() for cell in found}
    assert {text.strip() for text in ALL} <= {text.replace("\r\n", "\n") for text in texts} | {"=1"}


def test_no_field_of_a_csv_would_run(export: Export) -> None:
    rows = list(csv.reader(io.StringIO(export.csv().decode("utf-8-sig"), newline="")))
    assert [text for row in rows for text in row if would_run(text)] == []
    assert [row[0].removeprefix("'") for row in rows[1:]] == list(ALL)
    assert {row[0][0] for row in rows[1 : 1 + len(FORMULAS)]} == {"'"}


def test_a_long_text_is_cut_and_not_left_out() -> None:
    made = Export("t", "s", pd.DataFrame({"说明": ["缺" * 40_000]}), ())
    [text] = [cell.value for cell in cells(made.xlsx()) if str(cell.value).startswith("缺")]
    assert len(text) == LONGEST_CELL
    assert text.endswith("…")


def test_the_weekly_sheet_holds_names_as_text() -> None:
    lines = {"general": (1.0, 1.0, 1.0)}
    enterprises = tuple(EnterpriseLines(text, text, 1, text, lines) for text in ALL)
    totals = pd.DataFrame(
        [{"category": "", "category_label": "", "skill_level": level, "skill_label": "普工", "enterprises": 1,
          "headcount": 1, "shortage": 1, "resolved": 1, "resolved_total": 1} for level in ("general", "")]
    )  # fmt: skip
    skills = (("general", "普工"),)
    made = WeeklySheet(ALL[0], Period.parse("2021-W20"), False, skills, enterprises, totals, ((ALL[0], ALL[1]),))
    found = cells(made.xlsx())
    assert faults(made.xlsx()) == []
    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert [cell.coordinate for cell in found if cell.hyperlink] == []
    texts = {str(cell.value).strip() for cell in found}
    assert set(MARKUP) <= texts


# Markup that is not taken apart by a backslash.
ALIVE = re.compile(r"(?<!\\)(!\[图|\[点我|<script|<img|<a |\*\*粗|:material/home|\$x|http://evil|www\.evil|\{\{7)")


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return hostile_home_module.build(tmp_path_factory.mktemp("hostile"))


def drawn_as_markdown(app: AppTest) -> list[str]:
    """What the page hands to elements that read Markdown, table cells included."""
    texts = [
        str(element.value)
        for kind in (app.markdown, app.caption, app.header, app.subheader, app.title, app.info, app.warning, app.error)
        for element in kind
    ]
    texts += [element.label for kind in (app.metric, app.button, app.expander) for element in kind]
    for table in app.table:
        texts += [str(cell) for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]
    return texts


@pytest.mark.parametrize("entry", PAGES, ids=[entry.key for entry in PAGES])
def test_pages_take_it_for_text(entry: PageEntry, hostile_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """No element gets the sender's text with its markup alive; the browser tests look at what is drawn."""
    monkeypatch.setenv("REPORTS_HOME", str(hostile_home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["place"] = "370403"
    app.run()
    app.switch_page(f"../pages/{entry.script}").run()
    assert not app.exception
    texts = drawn_as_markdown(app)
    assert texts
    assert [text for text in texts if ALIVE.search(text)] == []
    if entry.key == "weekly":
        assert any("点我" in text for text in texts)
