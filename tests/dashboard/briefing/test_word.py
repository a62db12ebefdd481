"""The Word file, read back: numbers, order, typefaces, marks, pages; and the same bytes when asked again."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import docx as python_docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from dashboard.briefing.model import Briefing, Edition, Section, State
from dashboard.briefing.word import docx
from tests.dashboard.briefing import office_reading as reading
from tests.dashboard.briefing import sample_briefing
from tests.dashboard.briefing.office_reading import WORDS, pictures
from tests.support.package_faults import faults

_TEXT_WIDTHS = {WD_ORIENT.PORTRAIT: Mm(156), WD_ORIENT.LANDSCAPE: Mm(225)}


def made(briefing: Briefing) -> bytes:
    """The file of a briefing."""
    return docx(briefing, pictures(briefing))


def opened(briefing: Briefing) -> Any:
    """The file of a briefing as python-docx reads it."""
    return python_docx.Document(BytesIO(made(briefing)))


def grid(table: Any) -> list[list[str]]:
    """The texts of a table."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def headings(document: Any) -> list[str]:
    """The outline."""
    found = document.element.body.iter(f"{WORDS}p")
    outlined = {style.style_id for style in document.styles if style.element.find(f".//{WORDS}outlineLvl") is not None}
    return [
        "".join(text.text for text in paragraph.iter(f"{WORDS}t"))
        for paragraph in found
        if (style := paragraph.find(f"{WORDS}pPr/{WORDS}pStyle")) is not None and style.get(f"{WORDS}val") in outlined
    ]


def test_every_number_of_every_table_is_read_back() -> None:
    """Tables stand in the order of the briefing: of the sections, 往期修订, then 附表, with the numbers it holds."""
    briefing = reading.with_tables(reading.long_table(40, 4), reading.long_table(3, 9))
    read = [grid(table) for table in opened(briefing).tables]
    assert read == [reading.grid(table) for table in briefing.tables]
    for table, found in zip(briefing.tables, read, strict=True):
        assert reading.values(table)
        assert reading.read_values(table, found) == reading.values(table)


def test_every_sentence_stands_unbroken_with_its_numbers() -> None:
    """A sentence is one run, so that it can be searched for; its numbers are those that are bound in it."""
    briefing = sample_briefing.briefing()
    runs = [run.text for paragraph in opened(briefing).paragraphs for run in paragraph.runs]
    assert len(briefing.sentences) == 3
    for sentence in briefing.sentences:
        assert runs.count(sentence.text) == 1
        found = reading.sentence_values(sentence, runs[runs.index(sentence.text)])
        assert found == [number.value for number in sentence.numbers]


def test_short_sentences_share_a_paragraph_and_long_ones_do_not() -> None:
    """Up to 150 characters."""
    briefing = sample_briefing.briefing()
    first = briefing.sections[0]
    sentences = tuple(replace(first.sentences[0], key=f"overall.{number}") for number in range(5))
    briefing = replace(briefing, sections=(replace(first, sentences=sentences), *briefing.sections[1:]))
    body = [len(paragraph.runs) for paragraph in opened(briefing).paragraphs if paragraph.style.style_id == "BodyText"]
    assert 2 * len(sentences[0].text) <= 150 < 3 * len(sentences[0].text)
    assert body == [2, 2, 1, 1]


def test_sections_are_numbered_in_order() -> None:
    """一、二、, then what was changed, the appendix, and the definitions last."""
    document = opened(sample_briefing.briefing())
    assert headings(document) == ["一、总体情况", "二、区县", "三、往期修订", "附表", "口径和数据说明"]
    many = tuple(Section(f"s{number}", "情况") for number in range(1, 22))
    document = opened(replace(sample_briefing.briefing(), sections=many, revisions=None))
    assert [headings(document)[number - 1] for number in (1, 10, 11, 20, 21)] == [
        "一、情况", "十、情况", "十一、情况", "二十、情况", "二十一、情况",
    ]  # fmt: skip


def test_head_of_the_first_page() -> None:
    """Marks, title, issue, place and period above a rule, then the headline; the maker's name is not invented."""
    briefing = sample_briefing.briefing(state=State.DRAFT)
    paragraphs = opened(briefing).paragraphs
    expected = [
        "【演示数据】【草稿】",
        briefing.title,
        "第20期",
        "枣庄市\t2021年第20周（5.17—5.23）",
        briefing.headline.text,
    ]
    assert [paragraph.text for paragraph in paragraphs[:5]] == expected
    assert paragraphs[3].style.element.find(f".//{WORDS}pBdr/{WORDS}bottom").get(f"{WORDS}color") == "C00000"
    assert "局" not in "".join(paragraph.text for paragraph in paragraphs)


@pytest.mark.parametrize(
    ("briefing", "expected"),
    [
        (sample_briefing.briefing(), "【演示数据】"),
        (sample_briefing.briefing(state=State.DRAFT, is_demo=False), "【草稿】"),
        (sample_briefing.briefing(edition=Edition.PUBLIC, is_demo=False), "【对外版】"),
        (sample_briefing.briefing(is_demo=False), ""),
    ],
)
def test_marks_stand_on_every_page(briefing: Briefing, expected: str) -> None:
    """In the head of the first page and of all others, with how fresh the numbers are."""
    document = opened(briefing)
    section = document.sections[0]
    for header in (section.first_page_header, section.header):
        text = header.paragraphs[0].text
        assert "数据截至：2021年第20周（5.17—5.23）" in text
        assert text.endswith(expected or "）")
        assert text.count("【") == expected.count("【")
    assert document.paragraphs[0].text == (expected or briefing.title)


def test_pages_are_counted_by_the_reader() -> None:
    """第 X 页 共 Y 页 are fields, on the first page too; no other field stands in the file."""
    document = opened(sample_briefing.briefing())
    section = document.sections[0]
    for footer in (section.first_page_footer, section.footer):
        fields = [field.get(f"{WORDS}instr") for field in footer._element.iter(f"{WORDS}fldSimple")]
        assert fields == [" PAGE ", " NUMPAGES "]
    assert not list(document.element.body.iter(f"{WORDS}fldSimple", f"{WORDS}instrText", f"{WORDS}hyperlink"))


def test_every_run_has_a_chinese_typeface() -> None:
    """Run, else its style and those it is based on, else the defaults; none left to a theme, none to a Latin face."""
    content = made(reading.with_tables(reading.long_table(3, 4)))
    roots = dict(reading.parts(content))
    styles = {style.get(f"{WORDS}styleId"): style for style in roots["word/styles.xml"].iter(f"{WORDS}style")}
    runs = [
        (paragraph, run)
        for name, root in roots.items()
        if name.startswith(("word/document", "word/header", "word/footer"))
        for paragraph in root.iter(f"{WORDS}p")
        for run in paragraph.iter(f"{WORDS}r")
    ]
    assert len(runs) > 50
    for paragraph, run in runs:
        fonts = _fonts(run.find(f"{WORDS}rPr")) or _of_style(paragraph, styles)
        assert {fonts[f"{WORDS}{kind}"] for kind in ("ascii", "hAnsi", "eastAsia", "cs")} <= reading.FACES
    defaults = roots["word/styles.xml"].find(f".//{WORDS}rPrDefault/{WORDS}rPr")
    assert _fonts(defaults)[f"{WORDS}eastAsia"] in reading.FACES
    assert defaults.find(f"{WORDS}lang").get(f"{WORDS}eastAsia") == "zh-CN"


def test_no_part_names_a_foreign_typeface() -> None:
    """Theme and font table hold our faces and nothing else; the styles of the library's template are gone."""
    roots = dict(reading.parts(made(sample_briefing.briefing())))
    for root in roots.values():
        for element in root.iter(f"{WORDS}rFonts"):
            assert not [name for name in element.attrib if name.endswith("Theme")]
    theme = roots["word/theme/theme1.xml"]
    faces = [
        face.get("typeface") for face in theme.find(f".//{reading.DRAWING}fontScheme").iter() if face.get("typeface")
    ]
    assert len(faces) == 6
    assert set(faces) <= reading.FACES
    assert {font.get(f"{WORDS}name") for font in roots["word/fontTable.xml"]} == reading.FACES
    assert not any("WithEffects" in name or "customXml" in name for name in roots)


def _fonts(properties: Any) -> dict[str, str]:
    found = None if properties is None else properties.find(f"{WORDS}rFonts")
    return {} if found is None else dict(found.attrib)


def _of_style(paragraph: Any, styles: dict[str, Any]) -> dict[str, str]:
    key = paragraph.find(f"{WORDS}pPr/{WORDS}pStyle").get(f"{WORDS}val")
    while not (found := _fonts(styles[key].find(f"{WORDS}rPr"))):
        key = styles[key].find(f"{WORDS}basedOn").get(f"{WORDS}val")
    return found


def test_hostile_names_are_text() -> None:
    """A formula, a tag and an entity are read back as they were, from sentence and table."""
    document = opened(sample_briefing.briefing())
    assert any(sample_briefing.HOSTILE in paragraph.text for paragraph in document.paragraphs)
    assert grid(document.tables[0])[2][0] == sample_briefing.HOSTILE


def test_characters_that_xml_forbids_do_not_break_the_file() -> None:
    """A blank stands for them, and for those that turn or break the line."""
    document = opened(reading.with_controls())
    assert grid(document.tables[0])[1][0] == reading.CONTROLS_READ
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert f"{reading.CONTROLS_READ}缺工人数 12 人。" in texts
    assert f"口径：{reading.CONTROLS_READ}" in texts
    assert f"周报{reading.CONTROLS_READ}" in texts


@pytest.mark.parametrize("briefing", [sample_briefing.briefing(), reading.with_controls()], ids=["sample", "controls"])
def test_the_package_is_sound(briefing: Briefing) -> None:
    """Nothing that Word would offer to repair."""
    assert faults(made(briefing)) == []


def test_the_same_briefing_is_the_same_file() -> None:
    """Byte by byte, with the time of the freeze in it and nobody's name; another number is another file."""
    briefing = sample_briefing.briefing()
    content = made(briefing)
    assert content == made(sample_briefing.briefing())
    assert content != made(reading.with_tables(reading.long_table(2, 2)))
    assert reading.stamps(content) == {(2021, 5, 21, 14, 0, 0)}
    properties = opened(briefing).core_properties
    assert properties.created == properties.modified
    assert properties.created.replace(tzinfo=None) == datetime(2021, 5, 21, 6)  # UTC
    assert properties.title == "枣庄市重点企业用工调度周报 第20期"
    assert properties.author == properties.last_modified_by == "用工调度看板"
    assert properties.language == "zh-CN"


def test_a_figure_stands_with_caption_and_alternative_text() -> None:
    """The picture as it was given, then 图1 with the finding, then measure, unit, area, period."""
    briefing = sample_briefing.briefing()
    figure = briefing.figures[0]
    document = opened(briefing)
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == figure.alt
    assert shape.width <= Mm(156)
    assert shape.width / shape.height == pytest.approx(160 / 70, rel=0.01)
    relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
    assert document.part.related_parts[relation].blob == pictures(briefing)[figure.key]
    texts = [paragraph.text for paragraph in document.paragraphs]
    place = texts.index(f"图1　{figure.title.text}")
    assert texts[place + 1] == figure.subtitle
    with pytest.raises(KeyError, match=figure.key):
        docx(briefing, {})


def test_tables_are_laid_out_for_reading() -> None:
    """The head repeats, no row is split, numbers stand right, the total is bold, the title stands above."""
    document = opened(sample_briefing.briefing())
    table = document.tables[0]
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.style_id == "TableTitle"]
    assert titles == ["表1　主要指标", "表2　往期修订", "附表1　企业明细"]
    assert table._tbl.getprevious().xpath("string(.)") == "表1　主要指标"
    assert [row._tr.find(f".//{WORDS}tblHeader") is not None for row in table.rows] == [True, False, False, False]
    assert all(row._tr.find(f".//{WORDS}cantSplit") is not None for row in table.rows)
    aligned = [[cell.paragraphs[0].style.paragraph_format.alignment for cell in row.cells] for row in table.rows[1:]]
    assert aligned == [[WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]] * 3
    bold = [{cell.paragraphs[0].runs[0].bold for cell in row.cells} for row in table.rows]
    assert bold == [{None}, {None}, {None}, {True}]


def test_tables_do_not_leave_a_row_behind() -> None:
    """A short table stays on one page; of a long one the last three rows stay together."""
    document = opened(reading.with_tables(reading.long_table(30, 3), reading.long_table(6, 3)))
    kept = [
        [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows] for table in document.tables
    ]
    assert kept[0][1:] == [None] * 27 + [True] * 3
    assert kept[1][1:] == [True] * 6


def test_notes_stand_below_their_table() -> None:
    """First those of the table, then those of the section."""
    table = opened(sample_briefing.briefing()).tables[0]._tbl
    first, second = table.getnext(), table.getnext().getnext()
    assert [item.xpath("string(.)") for item in (first, second)] == ["注：合计不含未报的区。", "注：应有人数口径。"]


def test_a_table_without_rows_says_so() -> None:
    """No empty frame."""
    briefing = replace(
        sample_briefing.briefing(), revisions=replace(reading.long_table(1, 2), rows=(), total_rows=frozenset())
    )
    document = opened(briefing)
    assert len(document.tables) == 2
    assert "无。" in [paragraph.text for paragraph in document.paragraphs]


def test_wide_appendix_lies_on_its_side() -> None:
    """A4 with the margins of GB/T 9704; the definitions stand upright again; no table is wider than its page."""
    wide = reading.long_table(30, 9)
    document = opened(replace(sample_briefing.briefing(), appendix=(reading.long_table(5, 3), wide)))
    sections = list(document.sections)
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    first, turned = sections[0], sections[2]
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in (first, turned)]
    assert sizes == [(210, 297), (297, 210)]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False, False]
    widths = [sum(column.width for column in table.columns) for table in document.tables]
    assert all(width <= _TEXT_WIDTHS[WD_ORIENT.PORTRAIT] + Mm(1) for width in widths[:-1])
    assert _TEXT_WIDTHS[WD_ORIENT.PORTRAIT] < widths[-1] <= _TEXT_WIDTHS[WD_ORIENT.LANDSCAPE] + Mm(1)


def test_a_table_too_wide_for_any_page_still_stays_on_it() -> None:
    """Twenty-five columns."""
    wide = reading.with_tables(reading.long_table(3, 25))
    briefing = replace(wide, appendix=(reading.long_table(3, 25),))
    document = opened(briefing)
    width = sum(column.width for column in document.tables[0].columns)
    assert width <= _TEXT_WIDTHS[WD_ORIENT.PORTRAIT] + Mm(1)
    assert sum(column.width for column in document.tables[-1].columns) <= _TEXT_WIDTHS[WD_ORIENT.LANDSCAPE] + Mm(1)


def test_definitions_stand_at_the_end() -> None:
    """All statements, after everything else."""
    briefing = sample_briefing.briefing()
    texts = [paragraph.text for paragraph in opened(briefing).paragraphs]
    assert texts[-len(briefing.statements) :] == [f"{name}：{value}" for name, value in briefing.statements]
    assert len(briefing.statements) == 5
