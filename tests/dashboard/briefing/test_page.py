"""The briefing as HTML: everything in it, numbered, escaped, self-contained, and fit for paper and screen readers."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import pytest

from dashboard.briefing.model import Briefing, Column, Edition, Name, Section, Sentence, State, Table
from dashboard.briefing.page import WRITTEN, html
from tests.dashboard.briefing import sample_briefing
from tests.dashboard.briefing.sample_briefing import HOSTILE

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
    '<defs><clipPath id="clip1"><rect width="9" height="9"/></clipPath></defs>'
    '<g clip-path="url(#clip1)"><text class="t">甲 &lt;b&gt;</text></g></svg>'
)
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Document(HTMLParser):
    """What a browser would find: elements with their attributes, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[int] = []
        self.feed(text)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(len(self.found) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.found[index][2].append(data)

    def texts(self, tag: str, kind: str | None = None) -> list[str]:
        """Texts of the elements of a tag, or of those of a class."""
        return [
            "".join(words)
            for found, attributes, words in self.found
            if found == tag and (kind is None or kind in (attributes.get("class") or "").split())
        ]


def document(briefing: Briefing | None = None) -> Document:
    made = briefing or sample_briefing.briefing()
    return Document(html(made, {figure.key: SVG for figure in made.figures}))


def test_everything_of_the_briefing_stands_in_it_in_order() -> None:
    made = sample_briefing.briefing()
    page = document(made)
    assert page.texts("h1") == [made.title]
    assert page.texts("p", "issue") == ["第20期"]
    assert page.texts("h2") == ["一、总体情况", "二、区县", "三、往期修订", "附表", "口径和数据说明"]
    assert page.texts("p", "headline") == [made.headline.text]
    assert page.texts("p", "said") == [sentence.text for section in made.sections for sentence in section.sentences]
    assert page.texts("caption") == [
        "表1　主要指标",
        "图1的数据　各区（市）缺工人数",
        "表2　往期修订",
        "附表1　企业明细",
    ]
    assert page.texts("figcaption") == [f"图1　{made.figures[0].title.text}{made.figures[0].subtitle}"]
    lines = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert lines == dict(made.statements)
    assert page.texts("p", "note").count("注：应有人数口径。") == 1


def test_definitions_stand_at_the_end() -> None:
    text = html(sample_briefing.briefing(), {"districts": SVG})
    assert (
        text.index("数据截至</dt>")
        < text.index("一、总体情况")
        < text.index("口径和数据说明")
        < text.index("口径：缺工率")
    )


def test_every_number_says_its_value_to_machines() -> None:
    made = sample_briefing.briefing()
    page = document(made)
    shown = Counter(("".join(words), attributes["value"]) for tag, attributes, words in page.found if tag == "data")
    tables = [*made.tables, *(figure.table for figure in made.figures)]
    bound = [number for sentence in made.sentences for number in sentence.numbers]
    bound += [number for table in tables for number in table.numbers]
    bound += [number for table in tables for number in table.title.numbers]
    assert shown == Counter((number.text, f"{number.value:.15g}") for number in bound if number.value is not None)
    assert shown["9.4", "9.4"] > 0


def test_it_is_dated_by_its_numbers_and_not_by_the_clock() -> None:
    page = document()
    dates = [attributes["content"] for _, attributes, _ in page.found if attributes.get("name") == WRITTEN]
    assert dates == ["2021-05-21T14:00:00+08:00"]
    made = sample_briefing.briefing()
    assert html(made, {"districts": SVG}) == html(sample_briefing.briefing(), {"districts": SVG})


def test_a_hostile_name_is_only_text() -> None:
    page = document()
    assert page.texts("b") == ["图1　缺工人数：市中区最多"]
    assert any(HOSTILE in text for text in page.texts("p", "said"))
    rows = page.texts("th", "words")
    assert rows.count(HOSTILE) == 3


def test_a_hostile_title_ends_nothing() -> None:
    evil = "\"; } </style><script>x</script> \\ '"
    made = replace(sample_briefing.briefing(), title=evil)
    text = html(made, {"districts": SVG})
    page = Document(text)
    assert page.texts("script") == []
    assert page.texts("h1") == [evil]
    style = page.texts("style")[0]
    assert "<" not in style
    assert style.count("{") == style.count("}")


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    text = html(sample_briefing.briefing(), {"districts": SVG})
    page = Document(text)
    assert {tag for tag, _, _ in page.found} & {"script", "link", "img", "iframe", "object", "form", "a"} == set()
    for tag, attributes, _ in page.found:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "href", "xlink:href"}], tag
    style = page.texts("style")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    "part",
    [
        "<script>x</script>",
        "<foreignObject/>",
        "<a xlink:href='https://x'><text>甲</text></a>",
        "<image href='https://x/y.png'/>",
        "<image xlink:href='https://x/y.png'/>",
        "<use href='https://x#y'/>",
        "<g onclick='x()'/>",
        "<rect style='fill: url(https://x)'/>",
        "<rect style='fill: url(#a); mask: url(\"//x\")'/>",
        "<style>rect { fill: red }</style>",
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="districts: the drawing"):
        html(sample_briefing.briefing(), {"districts": SVG.replace("</svg>", f"{part}</svg>")})


def test_a_figure_without_a_drawing_is_refused() -> None:
    with pytest.raises(KeyError, match="districts"):
        html(sample_briefing.briefing(), {})


def test_readers_who_do_not_see_it_are_served() -> None:
    made = sample_briefing.briefing()
    page = document(made)
    html_tag = next(attributes for tag, attributes, _ in page.found if tag == "html")
    assert html_tag["lang"] == "zh-CN"
    pictures = [attributes for _, attributes, _ in page.found if attributes.get("role") == "img"]
    assert [picture["aria-label"] for picture in pictures] == [made.figures[0].alt]
    heads = [attributes for tag, attributes, _ in page.found if tag == "th"]
    assert {attributes["scope"] for attributes in heads} == {"col", "row"}
    tables = sum(tag == "table" for tag, _, _ in page.found)
    assert tables == len(page.texts("caption")) == 4
    regions = [attributes["aria-label"] for _, attributes, _ in page.found if attributes.get("role") == "region"]
    assert regions == [caption.replace("　", " ") for caption in page.texts("caption")]


def test_total_rows_and_numbers_are_set_off() -> None:
    page = document()
    assert page.texts("tr", "total") == ["合计1,2349.4"] * 3
    assert "1,234" in page.texts("td", "number")
    assert "未报" in page.texts("td", "number")


def test_what_it_is_worth_stands_on_every_printed_page() -> None:
    def running(**changes: object) -> str:
        style = document(sample_briefing.briefing(**changes)).texts("style")[0]  # type: ignore[arg-type]
        return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), style.partition("@page")[2])

    assert "枣庄市重点企业用工调度周报 第20期" in running()
    assert "数据截至：2021年第20周（5.17—5.23）　【演示数据】" in running()
    assert "演示数据" not in running(is_demo=False)
    assert "【演示数据】【草稿】【对外版】" in running(state=State.DRAFT, edition=Edition.PUBLIC)
    assert "A4 portrait" in running()
    assert "counter(page)" in running()


@pytest.mark.parametrize(("state", "edition", "words"), [
    (State.FINAL, Edition.INTERNAL, "定稿 · 内部版"),
    (State.DRAFT, Edition.PUBLIC, "草稿 · 对外版"),
])  # fmt: skip
def test_state_and_edition_are_said(state: State, edition: Edition, words: str) -> None:
    assert document(sample_briefing.briefing(state=state, edition=edition)).texts("span", "state") == [words]


def test_a_short_table_behind_a_figure_is_printed_and_a_long_one_is_not() -> None:
    made = sample_briefing.briefing()
    assert len(document(made).texts("details", "brief")) == 1
    figure = made.figures[0]
    long = replace(figure, table=replace(figure.table, rows=figure.table.rows * 5))
    sections = (made.sections[0], replace(made.sections[1], figures=(long,)))
    page = document(replace(made, sections=sections))
    assert page.texts("details", "brief") == []
    assert len(page.texts("details")) == 1


def test_a_wide_table_of_the_appendix_gets_a_page_on_its_side() -> None:
    wide = Table(
        "wide",
        Sentence("wide.title", ("宽表",)),
        tuple(Column(f"第{number}列") for number in range(14)),
        (tuple(Name("甲") for _ in range(14)),),
    )
    page = document(replace(sample_briefing.briefing(), appendix=(wide,)))
    assert len(page.texts("div", "turned")) == 1
    assert len(page.texts("table", "many")) == 1


def test_without_revisions_and_appendix_their_headings_are_left_out() -> None:
    made = replace(sample_briefing.briefing(), revisions=None, appendix=())
    assert document(made).texts("h2") == ["一、总体情况", "二、区县", "口径和数据说明"]


def test_sections_are_numbered_past_ten() -> None:
    made = replace(
        sample_briefing.briefing(),
        sections=tuple(Section(f"s{number}", "节") for number in range(12)),
        revisions=None,
        appendix=(),
        frozen_at=datetime(2021, 5, 21, 14),
    )
    assert document(made).texts("h2")[9:12] == ["十、节", "十一、节", "十二、节"]
