"""Each fault is found when it is put into a file that has none."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from dashboard.briefing.slides import pptx
from dashboard.briefing.word import docx
from tests.dashboard.briefing import sample_briefing
from tests.dashboard.briefing.office_reading import pictures
from tests.support.package_faults import faults


def words() -> bytes:
    """A sound .docx."""
    return docx(sample_briefing.briefing(), pictures(sample_briefing.briefing()))


def slides() -> bytes:
    """A sound .pptx."""
    return pptx(sample_briefing.briefing(), pictures(sample_briefing.briefing()))


def book() -> bytes:
    """A sound .xlsx with a merge, a formula, a format, a link, a note and a list of choices."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        sheet = made.add_worksheet("表")
        sheet.merge_range(0, 0, 0, 1, "标题")
        sheet.write_number(1, 0, 2, made.add_format({"num_format": '#,##0"人"'}))
        sheet.write_formula(1, 1, "=A2+1", None, 3)
        sheet.write_url(2, 0, "internal:'表'!A1", string="到")
        sheet.write_comment(2, 1, "注")
        sheet.data_validation(3, 0, 3, 0, {"validate": "list", "source": ["甲", "乙"]})
    return target.getvalue()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The file with every match of a pattern in one part replaced; "" for both takes the part out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(target, "w") as out:
        for name in given.namelist():
            text = given.read(name)
            if name == part and not old:
                continue
            if name == part:
                altered = re.sub(old, new, text.decode(), flags=re.DOTALL)
                assert altered != text.decode()
                text = altered.encode()
            out.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize("made", [words, slides, book])
def test_a_sound_file_has_none(made: Callable[[], bytes]) -> None:
    assert faults(made()) == []


SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"


@pytest.mark.parametrize(
    ("made", "part", "old", "new", "said"),
    [
        (words, "word/document.xml", "(<w:drawing>.*?</w:drawing>)", r"\1\1", "shape 1 twice"),
        (words, "word/document.xml", "<w:tblGrid>.*?</w:tblGrid>", "", "without a grid"),
        (words, "word/document.xml", "(</w:tcPr>)<w:p>.*?</w:p>(</w:tc>)", r"\1\2", "without a paragraph"),
        (words, "word/document.xml", "</w:body>", "", "not|end tag|mismatch"),
        (words, "word/footer1.xml", "", "", "which is not there|a type of no part"),
        (slides, "ppt/slides/slide2.xml", r'cNvPr id="[0-9]+"', 'cNvPr id="7"', "shape 7 twice"),
        (slides, "ppt/presentation.xml", 'notesMasterId r:id="', 'notesMasterId r:id="x', "no relation"),
        (slides, "[Content_Types].xml", '<Override PartName="/ppt/slides/slide1.xml"[^>]*/>', "", "no content type"),
        (book, BOOK, 'name="表"', 'name="a/b"', "not a name"),
        (book, BOOK, 'name="表"', f'name="{"长" * 32}"', "not a name"),
        (book, STYLES, "&quot;人&quot;", "人", "without quotation marks"),
        (book, STYLES, '<cellXfs.*</cellXfs>', '<cellXfs count="1"><xf/></cellXfs>', "no such style"),
        (book, "xl/sharedStrings.xml", "标题", "缺" * 32_768, "longer than a cell"),
        (book, "xl/sharedStrings.xml", "<t>标题</t>", "<r>标题</r>", "run without text"),
        (book, SHEET, '<mergeCell ref="A1:B1"/>', '<mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/>', "merge B1:C1"),
        (book, SHEET, '"A2"', '"C2"', "out of order"),
        (book, SHEET, "<v>3</v>", "", "without a value"),
        (book, SHEET, "甲,乙", "甲" * 256, "more than 255"),
        (book, SHEET, "'表'!A1", "'无'!A1", "a link to"),
        (book, "xl/comments1.xml", 'ref="B3"', 'ref="B4"', "do not match"),
        (book, "xl/drawings/vmlDrawing1.vml", "(<x:Anchor>)[0-9]+, ", r"\g<1>16384, ", "beyond"),
    ],
)  # fmt: skip
def test_a_fault_is_found(made: Callable[[], bytes], part: str, old: str, new: str, said: str) -> None:
    found = faults(changed(made(), part, old, new))
    assert any(re.search(said, fault) for fault in found), found
