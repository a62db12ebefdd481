"""A real weekly set from Chromium: every file is there, and after a correction the final issue is the same again."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation
from weekly_files import write_weekly

from dashboard.briefing import production
from dashboard.briefing.issue import Made, Order, make
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import State
from data.warehouse.home import Home
from data.warehouse.period import Cadence
from tests.browser.loading import load

FINAL = Order(Cadence.WEEKLY, "370400", "2021-W22", state=State.FINAL, by="市就业中心调度岗")


@pytest.fixture
def final(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> Made:
    """The final issue of a week on the shelf of a home of its own; of the pages only the first, to be quick."""
    monkeypatch.setenv("REPORTS_HOME", str(own_home.folder))
    monkeypatch.setattr(production, "PAGES", {Cadence.WEEKLY: ("overview",)})
    return make(FINAL)


def contents(made: Made) -> dict[Kind, dict[str, bytes]]:
    """Files by kind and name."""
    found: dict[Kind, dict[str, bytes]] = {kind: {} for kind in Kind}
    for file in made.issue.manifest.files:
        found[Kind(file.kind)][file.name] = made.issue.content(file)
    return found


def undated(pdf: bytes) -> bytes:
    """A PDF without the moment of its printing."""
    return re.sub(rb"/(CreationDate|ModDate) \(D:[^)]*\)", b"", pdf)


def only(files: dict[str, bytes]) -> bytes:
    (content,) = files.values()
    return content


def test_a_weekly_set_is_whole_and_the_same_again_after_a_correction(
    final: Made, own_home: Home, tmp_path: Path
) -> None:
    first = contents(final)
    assert [kind for kind, files in first.items() if not files] == []
    headline = final.texts.summary.split("。")[0].split("：", 1)[1]
    document = Document(io.BytesIO(only(first[Kind.DOCX])))
    slides = Presentation(io.BytesIO(only(first[Kind.PPTX])))
    said = "\n".join(shape.text_frame.text for shape in slides.slides[0].shapes if shape.has_text_frame)
    assert headline in said
    assert any("缺工人数" in paragraph.text for paragraph in document.paragraphs)
    assert only(first[Kind.PDF]).startswith(b"%PDF-")
    assert only(first[Kind.HTML]).decode().startswith("<!doctype html>")
    assert "句子与依据" in openpyxl.load_workbook(io.BytesIO(only(first[Kind.XLSX]))).sheetnames
    for picture in first[Kind.PAGES].values():
        assert Image.open(io.BytesIO(picture)).size == (3840, 2160)
    assert len(first[Kind.PNG]) >= 8

    load(own_home, write_weekly(tmp_path / "薛城区周调度（更正）.xlsx", "薛城区", date(2021, 6, 4)))
    again = make(FINAL)
    second = contents(again)
    assert again.issue.manifest.changed == ()
    assert again.issue.manifest.release != final.issue.manifest.release
    for kind in (Kind.PNG, Kind.PAGES, Kind.HTML, Kind.DOCX, Kind.PPTX, Kind.TEXT):
        assert second[kind] == first[kind], kind
    assert undated(only(second[Kind.PDF])) == undated(only(first[Kind.PDF]))
