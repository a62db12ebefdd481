"""A briefing as data: sections of sentences, figures and tables in which every number knows what it is read from.

Writers (DOCX, PPTX, XLSX, HTML) lay it out and add nothing; the evidence sheet lists what it holds.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboard.queries import Area, Coverage, Cut, ReleaseInfo
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension

KEPT_BACK = "c"
"""Status of a number that the edition keeps back; `labels.VALUE_STATUS` has the word, `formats.WITHHELD` the mark."""

_UNBOUND = re.compile(r"[0-9０-９%％‰]")


class UnboundNumberError(ValueError):
    """A template of ours holds a figure in its own words; every figure has to be bound to what it is read from."""


class Edition(StrEnum):
    """For whom a briefing is made."""

    INTERNAL = "internal"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """内部版, 对外版."""
        return {Edition.INTERNAL: "内部版", Edition.PUBLIC: "对外版"}[self]


class State(StrEnum):
    """Whether the numbers may still change."""

    DRAFT = "draft"
    FINAL = "final"

    @property
    def label(self) -> str:
        """草稿, 定稿."""
        return {State.DRAFT: "草稿", State.FINAL: "定稿"}[self]


@dataclass(frozen=True, slots=True)
class Source:
    """The question that gives a number again: a metric, or one of the named questions of `questions`.

    Attributes:
        question: key of a metric of `data.warehouse.metrics`, or of `dashboard.briefing.questions.QUESTIONS`.
        cut: place with category, job types and skills.
        period: the period asked for.
        by: grouping, with `key` the group; None: the whole cut.
        form: the form that answers; None: the warehouse's choice.
        base: the earlier period that a question about two periods begins with.
    """

    question: str
    cut: Cut
    period: Period
    by: Dimension | None = None
    key: str = ""
    form: str | None = None
    base: Period | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A number in a text or a table.

    Attributes:
        text: as it is shown, without unit, but with the sign and with % for a percentage: 1,995, +2.2%, 9.4%.
        value: the number itself, rounded as it is shown; None for a mark such as 未报, — or 不公开.
        derivation: key of `derivations.DERIVATIONS`: how the value follows from what the sources answer.
        sources: what is asked, in the order in which the derivation takes the answers.
    """

    text: str
    value: float | None
    derivation: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that comes from data or a dictionary (a place, a job type, an enterprise) and may hold figures itself."""

    text: str


@dataclass(frozen=True, slots=True)
class When:
    """A period or a moment in words: 2021年第20周（5.17—5.23）, 2021-05-21 12:00."""

    text: str


Part = str | Bound | Name | When
"""A piece of a sentence. A bare string is the template's own words, in which no figure may stand."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and numbers in order; `key` is the same in every issue, so that two issues can be compared.

    Raises:
        UnboundNumberError: the template's own words hold a figure.
    """

    key: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        """No figure without a source."""
        for part in self.parts:
            if isinstance(part, str) and _UNBOUND.search(part):
                raise UnboundNumberError(f"{self.key}: {part}")

    @property
    def text(self) -> str:
        """As it is read."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def numbers(self) -> tuple[Bound, ...]:
        """The bound numbers in order."""
        return tuple(part for part in self.parts if isinstance(part, Bound))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: head with its unit, whether it holds numbers, and their decimals."""

    head: str
    is_number: bool = False
    decimals: int = 0


Cell = Bound | Name | str
"""A cell of a table: a number, a name, or a fixed word."""


@dataclass(frozen=True)
class Table:
    """A table; every row has a cell for every column. `notes` stand below it; `total_rows` are set off."""

    key: str
    title: Sentence
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    total_rows: frozenset[int] = frozenset()

    @property
    def numbers(self) -> Iterator[Bound]:
        """The bound numbers, row by row."""
        return (cell for row in self.rows for cell in row if isinstance(cell, Bound))


@dataclass(frozen=True)
class Figure:
    """A chart with the finding as its title.

    Attributes:
        key: unique in the briefing, and the stem of the picture's file.
        title: the finding in words.
        subtitle: measure, unit, area, period.
        drawn: a Plotly figure as a dict (`dashboard.charts`), in the colours of a light ground.
        alt: what the picture shows, for those who cannot see it (at most 220 characters).
        table: the numbers behind it.
    """

    key: str
    title: Sentence
    subtitle: str
    drawn: dict[str, Any]
    alt: str
    table: Table


@dataclass(frozen=True)
class Section:
    """A numbered section: sentences first, then figures, then tables, then notes."""

    key: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Briefing:
    """All that goes out about one period of one place, apart from pictures of pages.

    Attributes:
        title: 枣庄市重点企业用工调度周报.
        issue_number: number of the period in its year: week, month, or day.
        forms: the forms that the numbers are read from, the main one first.
        headline: the sentence that stands alone on the first slide and in a chat.
        sections: in the order of UX.md: 总体 → 变化 → 工种/技能 → 渠道 → 区县 → 企业类别 → 报送情况 → 需关注企业.
        appendix: 附表.
        revisions: changes of earlier issues since they were frozen; None: nothing was frozen before.
        context: (name, value) lines that stand on every file: 数据截至, 报送覆盖, 状态, 发布版本, 演示数据, 标记.
        as_of: the moment of knowledge (Beijing time); None: all that the release holds.
        definitions: (name, value) lines, 口径 of every metric that the text and the tables read.
    """

    title: str
    cadence: Cadence
    area: Area
    place_name: str
    period: Period
    issue_number: int
    edition: Edition
    state: State
    forms: tuple[str, ...]
    headline: Sentence
    sections: tuple[Section, ...]
    appendix: Sequence[Table]
    revisions: Table | None
    context: tuple[tuple[str, str], ...]
    coverage: Coverage
    release: ReleaseInfo
    frozen_at: datetime | None
    as_of: datetime | None
    definitions: Sequence[tuple[str, str]] = ()

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """The lines at the end: those of the context, then the definitions."""
        return (*self.context, *self.definitions)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in order."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order, the headline first."""
        return (self.headline, *(sentence for section in self.sections for sentence in section.sentences))

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in order, those behind figures not among them."""
        found = [table for section in self.sections for table in section.tables]
        return (*found, *([self.revisions] if self.revisions else []), *self.appendix)

    @property
    def complete(self) -> "Briefing":
        """The same with all that is made only when it is looked at: from now on it asks nothing any more."""
        sections = tuple(
            replace(section, figures=tuple(section.figures), tables=tuple(section.tables)) for section in self.sections
        )
        return replace(self, sections=sections, appendix=tuple(self.appendix), definitions=tuple(self.definitions))
