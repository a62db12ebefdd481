"""The slides, read back: numbers, order, typefaces, marks, what fits; and the same bytes when asked again."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import pptx as python_pptx
import pytest
from pptx.util import Pt

from dashboard.briefing.measure import lines
from dashboard.briefing.model import Briefing, Edition, Name, Section, Sentence, State, Table
from dashboard.briefing.slides import pptx
from tests.dashboard.briefing import office_reading as reading
from tests.dashboard.briefing import sample_briefing
from tests.dashboard.briefing.office_reading import DRAWING, pictures
from tests.support.package_faults import faults

_FOOT_TOP = Pt(507)


def made(briefing: Briefing) -> bytes:
    """The file of a briefing."""
    return pptx(briefing, pictures(briefing))


def opened(briefing: Briefing) -> Any:
    """The file of a briefing as python-pptx reads it."""
    return python_pptx.Presentation(BytesIO(made(briefing)))


def title(slide: Any) -> str:
    """The title of a slide."""
    return str(slide.shapes.title.text_frame.text)


def texts(slide: Any) -> list[str]:
    """Every paragraph on a slide outside tables."""
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    return [paragraph.text for frame in frames for paragraph in frame.paragraphs]


def notes(slide: Any) -> list[str]:
    """Paragraphs of the speaker's notes."""
    return slide.notes_slide.notes_text_frame.text.split("\n") if slide.has_notes_slide else []


def grids(presentation: Any) -> list[list[list[str]]]:
    """The native tables slide by slide, parts of one table put together again."""
    found: list[list[list[str]]] = []
    for slide in presentation.slides:
        for shape in slide.shapes:
            if shape.has_table:
                read = [[cell.text for cell in row.cells] for row in shape.table.rows]
                if title(slide).endswith("（续）"):
                    assert read[0] == found[-1][0]
                    found[-1] += read[1:]
                else:
                    found.append(read)
    return found


def test_every_number_of_every_table_is_read_back() -> None:
    """Native tables in the order of the briefing, those of the sections and 往期修订; not the 附表."""
    briefing = reading.with_tables(reading.long_table(40, 4), reading.long_table(3, 9))
    shown = briefing.tables[: -len(briefing.appendix)]
    read = grids(opened(briefing))
    assert read == [reading.grid(table) for table in shown]
    for table, found in zip(shown, read, strict=True):
        assert reading.values(table)
        assert reading.read_values(table, found) == reading.values(table)


def test_every_sentence_is_in_the_notes_of_its_section() -> None:
    """With the numbers that are bound in it; the headline on the cover too."""
    briefing = sample_briefing.briefing()
    presentation = opened(briefing)
    spoken = [line for slide in presentation.slides for line in notes(slide)]
    for sentence in briefing.sentences:
        assert sentence.text in spoken
        found = reading.sentence_values(sentence, spoken[spoken.index(sentence.text)])
        assert found == [number.value for number in sentence.numbers]
    assert briefing.headline.text in texts(presentation.slides[0])
    figure = next(slide for slide in presentation.slides if title(slide) == briefing.figures[0].title.text)
    assert notes(figure) == [sentence.text for sentence in briefing.sections[1].sentences]


def test_order_of_the_slides() -> None:
    """Cover, section by section with figures before tables, 往期修订, 口径."""
    presentation = opened(sample_briefing.briefing())
    assert [title(slide) for slide in presentation.slides] == [
        "枣庄市重点企业用工调度周报", "主要指标", "缺工人数：市中区最多", "往期修订", "口径和数据说明",
    ]  # fmt: skip
    assert (presentation.slide_width, presentation.slide_height) == (Pt(960), Pt(540))


def test_a_slide_says_what_is_measured() -> None:
    """The subtitle of a figure is the figure's own; of a table it names the section, place and period."""
    briefing = sample_briefing.briefing()
    slides = opened(briefing).slides
    assert slides[2].placeholders[10].text_frame.text == briefing.figures[0].subtitle
    assert slides[1].placeholders[10].text_frame.text == "总体情况　枣庄市，2021年第20周（5.17—5.23）"


def test_the_first_of_several_sentences_is_the_title() -> None:
    """Of the slide with the first table; a single one stands below the title of the table."""
    briefing = sample_briefing.briefing()
    first = briefing.sections[0]
    short = Sentence("overall.short", ("本期应报 ", sample_briefing.value("7", 7), " 个。"))
    sections = (replace(first, sentences=(short, *first.sentences)), replace(first, sentences=first.sentences))
    slides = opened(replace(briefing, sections=sections)).slides
    assert [title(slide) for slide in list(slides)[1:3]] == ["本期应报 7 个", "主要指标"]
    assert first.sentences[0].text in texts(slides[1])
    assert notes(slides[1])[0] == "本期应报 7 个。"


def test_sentences_that_leave_no_room_for_the_table_go_before_it() -> None:
    """On a slide of their own, and over several when they are many."""
    briefing = sample_briefing.briefing()
    first = briefing.sections[0]
    sentences = tuple(Sentence(f"overall.{number}", (Name("名称很长的企业" * 9), "未报。")) for number in range(14))
    section = replace(first, sentences=sentences, tables=(reading.long_table(12, 4),))
    slides = list(opened(replace(briefing, sections=(section,))).slides)
    assert [title(slide) for slide in slides[1:4]] == ["总体情况", "总体情况（续）", "各企业解决情况"]
    assert sum(texts(slide).count(sentences[0].text) for slide in slides) == 14


def test_text_over_several_slides_is_shared_out() -> None:
    """No slide is left with a line or two: the shortest has at least half of the paragraphs of the longest."""
    briefing = sample_briefing.briefing()
    longer = replace(briefing, definitions=[(f"口径：指标{number}", "很长的说明" * 20) for number in range(18)])
    slides = [slide for slide in opened(longer).slides if title(slide).startswith("口径")]
    counts = [sum("：" in text for text in texts(slide)) - 1 for slide in slides]  # the foot holds one too
    assert sum(counts) == len(longer.statements)
    assert len(counts) > 1
    assert min(counts) * 2 >= max(counts)


def test_long_tables_go_over_several_slides_in_equal_parts() -> None:
    """At most twelve rows each, the notes below the last part, the total bold."""
    briefing = reading.with_tables(reading.long_table(26, 4))
    slides = [slide for slide in opened(briefing).slides if title(slide).startswith("各企业解决情况")]
    assert [title(slide) for slide in slides] == ["各企业解决情况", "各企业解决情况（续）", "各企业解决情况（续）"]
    tables = [next(shape.table for shape in slide.shapes if shape.has_table) for slide in slides]
    assert [len(table.rows) - 1 for table in tables] == [9, 9, 8]
    assert ["注：只列缺工企业。" in texts(slide) for slide in slides] == [False, False, True]
    last = tables[-1].rows[8].cells[1].text_frame.paragraphs[0].runs[0]
    assert last.font.bold
    assert not tables[-1].rows[7].cells[1].text_frame.paragraphs[0].runs[0].font.bold


@pytest.mark.parametrize(
    "table",
    [
        reading.long_table(12, 3),
        reading.long_table(60, 9),
        reading.long_table(12, 4, name="名称很长的演示企业" * 9),
        reading.long_table(5, 22),
    ],
    ids=["plain", "long", "long names", "wide"],
)
def test_nothing_leaves_the_slide(table: Table) -> None:
    """Every shape inside the slide, tables as high as their texts and above the foot."""
    for slide in opened(reading.with_tables(table)).slides:
        for shape in slide.shapes:
            assert min(shape.left, shape.top) >= 0
            assert shape.left + shape.width <= Pt(960) + 2
            assert shape.top + shape.height <= Pt(540)
            if shape.name not in {"页脚", "页码"}:
                assert shape.top + shape.height <= _FOOT_TOP
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= shape.height + Pt(1)
                assert sum(column.width for column in shape.table.columns) <= Pt(881)
                _check_rows(shape.table)


def _check_rows(table: Any) -> None:
    """Every row is as high as the lines of its cells, counted from the width of the column."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            (paragraph,) = cell.text_frame.paragraphs
            size = paragraph.runs[0].font.size
            room = (column.width - cell.margin_left - cell.margin_right) / size
            needed = lines(cell.text, room) * paragraph.line_spacing + cell.margin_top + cell.margin_bottom
            assert needed <= row.height + Pt(0.5)


def test_numbers_are_not_broken_in_a_table() -> None:
    """A column of figures is at least as wide as the widest of them."""
    for slide in opened(reading.with_tables(reading.long_table(12, 9))).slides:
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            for row in list(table.rows)[1:]:
                for column, cell in list(zip(table.columns, row.cells, strict=True))[1:]:
                    room = (column.width - cell.margin_left - cell.margin_right) / Pt(1)
                    assert lines(cell.text, room / cell.text_frame.paragraphs[0].runs[0].font.size.pt) == 1


def test_long_headlines_and_titles_are_written_smaller() -> None:
    """So that they fit their boxes, which do not grow."""
    briefing = sample_briefing.briefing()
    words = Sentence("headline", (Name("很长的要点" * 40),))
    figure = replace(briefing.figures[0], title=words, subtitle="说明" * 60)
    section = replace(briefing.sections[1], figures=(figure,))
    slides = opened(replace(briefing, headline=words, sections=(section,), title="题目" * 20)).slides
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.name != "页码":
                needed = 0.0
                for paragraph in shape.text_frame.paragraphs:
                    size = paragraph.runs[0].font.size.pt
                    needed += lines(paragraph.text, shape.width / Pt(size)) * size * 1.2
                assert needed <= shape.height / Pt(1) + 1, shape.name


@pytest.mark.parametrize(
    ("briefing", "expected"),
    [
        (sample_briefing.briefing(state=State.DRAFT, edition=Edition.PUBLIC), "【演示数据】【草稿】【对外版】"),
        (sample_briefing.briefing(is_demo=False), ""),
    ],
)
def test_every_slide_says_what_it_is_worth(briefing: Briefing, expected: str) -> None:
    """数据截至, release and marks in the foot; a number on every slide; the marks large on the cover."""
    slides = opened(briefing).slides
    for slide in slides:
        foot = next(shape.text_frame.text for shape in slide.shapes if shape.name == "页脚")
        assert foot.startswith("数据截至：2021年第20周（5.17—5.23）　发布版本：20210524T120000_sample")
        assert foot.endswith(expected or "）")
        assert foot.count("【") == expected.count("【")
        assert slide._element.find(f".//{DRAWING}fld").get("type") == "slidenum"
    assert (expected in texts(slides[0])) is bool(expected)


def test_a_figure_is_a_picture_with_alternative_text() -> None:
    """As it was given, not drawn out of shape; without it the file is not made."""
    briefing = sample_briefing.briefing()
    (shape,) = [item for slide in opened(briefing).slides for item in slide.shapes if hasattr(item, "image")]
    assert shape._element.nvPicPr.cNvPr.get("descr") == briefing.figures[0].alt
    assert shape.image.blob == pictures(briefing)[briefing.figures[0].key]
    assert shape.width / shape.height == pytest.approx(160 / 70, rel=0.01)
    with pytest.raises(KeyError, match=briefing.figures[0].key):
        pptx(briefing, {})


def test_every_run_has_a_chinese_typeface() -> None:
    """In slides, tables, notes, layouts, masters and defaults: a:ea is set, and the language is Chinese."""
    seen = {name: root for name, root in reading.parts(made(sample_briefing.briefing())) if name.startswith("ppt/")}
    runs = 0
    for name, root in seen.items():
        for run in root.iter(f"{DRAWING}r", f"{DRAWING}fld"):
            assert run.find(f"{DRAWING}rPr") is not None, name
            runs += 1
        for properties in root.iter(*(f"{DRAWING}{kind}" for kind in ("rPr", "defRPr", "endParaRPr"))):
            faces = {properties.find(f"{DRAWING}{kind}").get("typeface") for kind in ("latin", "ea", "cs")}
            assert faces <= reading.FACES, name
            assert properties.get("lang") == "zh-CN"
    assert runs > 60
    themes = [root for name, root in seen.items() if name.startswith("ppt/theme/")]
    assert len(themes) == 2
    for theme in themes:
        for kind in ("majorFont", "minorFont"):
            faces = [face.get("typeface") for face in theme.find(f".//{DRAWING}{kind}")]
            assert len(faces) == 3
            assert set(faces) <= reading.FACES


def test_prompts_of_the_masters_are_chinese() -> None:
    """What a person sees who adds a slide, or opens the notes."""
    words = [
        text.text or ""
        for name, root in reading.parts(made(sample_briefing.briefing()))
        if "Master" in name or "Layout" in name
        for text in root.iter(f"{DRAWING}t")
    ]
    assert words
    assert not any(letter.isascii() and letter.isalpha() for word in words for letter in word)


def test_hostile_names_are_text() -> None:
    """A formula, a tag and an entity are read back as they were; nothing is linked."""
    content = made(sample_briefing.briefing())
    read = grids(python_pptx.Presentation(BytesIO(content)))
    assert read[0][2][0] == sample_briefing.HOSTILE
    assert not [name for name, root in reading.parts(content) if list(root.iter(f"{DRAWING}hlinkClick"))]


def test_characters_that_xml_forbids_do_not_break_the_file() -> None:
    """A blank stands for them, and for those that turn or break the line."""
    presentation = opened(reading.with_controls())
    assert grids(presentation)[0][1][0] == reading.CONTROLS_READ
    assert title(presentation.slides[0]) == f"周报{reading.CONTROLS_READ}"
    sentence = f"{reading.CONTROLS_READ}缺工人数 12 人。"
    assert sentence in texts(presentation.slides[1])
    assert sentence in notes(presentation.slides[1])


def test_a_section_without_anything_has_no_slide_and_an_empty_table_says_so() -> None:
    """Nothing is shown that says nothing."""
    given = sample_briefing.briefing()
    empty = replace(reading.long_table(1, 2), rows=(), total_rows=frozenset())
    slides = opened(replace(given, sections=(Section("none", "无"),), revisions=empty)).slides
    assert [title(slide) for slide in slides] == [given.title, "各企业解决情况", "口径和数据说明"]
    assert "无。" in texts(slides[1])


def test_shapes_are_told_apart() -> None:
    """Every shape of a slide has a number of its own."""
    for slide in opened(sample_briefing.briefing()).slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("briefing", [sample_briefing.briefing(), reading.with_controls()], ids=["sample", "controls"])
def test_the_package_is_sound(briefing: Briefing) -> None:
    """Nothing that PowerPoint would offer to repair."""
    assert faults(made(briefing)) == []


def test_the_presentation_names_its_notes_master() -> None:
    """Behind the slide masters; programs that look for it there show no notes otherwise."""
    part = opened(sample_briefing.briefing()).part
    names = [child.tag.rpartition("}")[2] for child in part._element]
    assert names[:3] == ["sldMasterIdLst", "notesMasterIdLst", "sldIdLst"]
    (relation,) = part._element[1][0].attrib.values()
    assert part.related_part(relation) is part.notes_master_part


def test_the_same_briefing_is_the_same_file() -> None:
    """Byte by byte, with the time of the freeze in it and nobody's name; another number is another file."""
    briefing = sample_briefing.briefing()
    content = made(briefing)
    assert content == made(sample_briefing.briefing())
    assert content != made(reading.with_tables(reading.long_table(2, 2)))
    assert reading.stamps(content) == {(2021, 5, 21, 14, 0, 0)}
    properties = opened(briefing).core_properties
    assert properties.created.replace(tzinfo=None) == datetime(2021, 5, 21, 6)  # UTC
    assert properties.title == "枣庄市重点企业用工调度周报 第20期"
    assert properties.author == properties.last_modified_by == "用工调度看板"
