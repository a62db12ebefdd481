"""The evidence of a briefing: every sentence and table cell, down to the statement and the source cells of each number.

Making it asks every question again, one by one, and works every number out from the answers: a number that does not
follow from what it is bound to stops the briefing.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from dashboard.briefing.derivations import DERIVATIONS
from dashboard.briefing.model import Bound, Briefing, Cell, Column, Edition, Sentence, Source, Table
from dashboard.briefing.sources import Query, Sources, of_revision
from dashboard.formats import MARKS, number, small_base
from dashboard.queries import Warehouse
from data.warehouse.rounding import round_half_up

FORMAT: Final = 1
"""Version of the JSON; a file of another version cannot be compared with."""

_NUMBER = re.compile(r"(?P<sign>[+\-−]?)(?P<digits>[0-9,]+(?:\.[0-9]+)?)%?")
_EQUAL = 1e-9
_Keyed = TypeVar("_Keyed", Sentence, Table)
_STRICT = ConfigDict(extra="forbid", strict=True)
_PUBLISHED = frozenset({"revised_before", "revised_after", "revised_change"})
"""Rules that take what the revision table says about an earlier moment; asked today, the question tells the present."""


class EvidenceFormatError(ValueError):
    """A text that is no evidence, or one of another version. The text is Chinese."""


class UnprovenError(RuntimeError):
    """A number of the briefing does not follow from the answers to its questions."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What one question answered: `query` is its place in `Evidence.queries`, `key` and `name` the group.

    `cells`: source cells behind the answer, or reports owed where the question is about receipt. Answers and cells are
    None in a public edition, since they would tell what it keeps back.
    """

    __pydantic_config__ = _STRICT

    query: int
    key: str
    name: str
    value: float | None
    numerator: float | None
    denominator: float | None
    cells: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A number: as shown, its value, the rule with its words, and what is asked in the order of the rule.

    `key` is the same in every issue: sentence and ordinal (overall.shortage#1), or table, row and column.
    """

    __pydantic_config__ = _STRICT

    key: str
    text: str
    value: float | None
    rule: str
    words: str
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class SentenceProof:
    """A sentence, or the title of a figure or table, with its numbers in order."""

    __pydantic_config__ = _STRICT

    key: str
    text: str
    numbers: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class CellProof:
    """A cell of a table by the name of its row and the head of its column; `proof` is None for words."""

    __pydantic_config__ = _STRICT

    row: str
    column: str
    text: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class TableProof:
    """The cells of a table apart from those that name the row."""

    __pydantic_config__ = _STRICT

    key: str
    title: str
    cells: tuple[CellProof, ...]


@dataclass(frozen=True)
class Evidence:
    """What proves one briefing.

    Attributes:
        period: key and label.
        as_of: the moment of knowledge (Beijing time); None: all that the release holds.
        queries: every distinct question once.
        sentences: the headline first, then section by section, then the titles of figures and tables.
        tables: those of the sections and the appendix, then those behind figures.
    """

    __pydantic_config__ = _STRICT

    format: int
    title: str
    place: str
    period: tuple[str, str]
    edition: str
    state: str
    release: str
    published_at: datetime
    as_of: datetime | None
    queries: tuple[Query, ...]
    sentences: tuple[SentenceProof, ...]
    tables: tuple[TableProof, ...]

    @property
    def proofs(self) -> Iterator[Proof]:
        """Every number, those of the sentences first."""
        for sentence in self.sentences:
            yield from sentence.numbers
        for table in self.tables:
            yield from (cell.proof for cell in table.cells if cell.proof is not None)

    @cached_property
    def is_public(self) -> bool:
        """Whether answers, statements and cell counts are left out."""
        return self.edition == Edition.PUBLIC.value

    def to_json(self) -> str:
        """UTF-8 JSON, the same text for the same evidence."""
        return _ADAPTER.dump_json(self, indent=1).decode() + "\n"

    @staticmethod
    def from_json(text: str) -> "Evidence":
        """Read what `to_json` wrote.

        Raises:
            EvidenceFormatError: no evidence, or one of another version.
        """
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise EvidenceFormatError("不是依据文件（不是 JSON）。") from error
        found = raw.get("format") if isinstance(raw, dict) else None
        if found != FORMAT:
            raise EvidenceFormatError(f"依据文件的格式版本是 {found}，本程序读的是 {FORMAT}。")
        try:
            return _ADAPTER.validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise EvidenceFormatError(f"依据文件不完整：{where}（{first['msg']}）。") from error


_ADAPTER: Final = TypeAdapter(Evidence)


def evidence(warehouse: Warehouse, briefing: Briefing) -> Evidence:
    """Prove every number of a briefing against the warehouse that it was composed from.

    Raises:
        UnprovenError: a number does not follow from the answers to its questions.
    """
    tables = _distinct([*briefing.tables, *(figure.table for figure in briefing.figures)])
    titles = [*(figure.title for figure in briefing.figures), *(table.title for table in tables)]
    sentences = _distinct([*briefing.sentences, *titles])
    bound = [number for sentence in sentences for number in sentence.numbers]
    bound += [number for table in tables for number in table.numbers]
    asked = Sources(warehouse, (source for number in bound for source in _sources(number)))
    prover = _Prover(asked, is_public=briefing.edition is Edition.PUBLIC)
    proved = tuple(prover.sentence(sentence) for sentence in sentences)
    made = tuple(prover.table(table) for table in tables)
    if prover.unproven:
        raise UnprovenError("这些数与所问不符：\n" + "\n".join(prover.unproven))
    return Evidence(
        format=FORMAT,
        title=briefing.title,
        place=briefing.place_name,
        period=(str(briefing.period), briefing.period.label),
        edition=briefing.edition.value,
        state=briefing.state.value,
        release=briefing.release.release_id,
        published_at=briefing.release.published_at,
        as_of=briefing.as_of,
        queries=asked.queries(with_sql=not prover.is_public),
        sentences=proved,
        tables=made,
    )


def answered(basis: Basis, query: Query) -> str:
    """What a question answered, in words: 4,080; a ratio with its parts, 3.4%（4,080/120,000）."""
    decimals = 1 if query.unit == "%" or not float(basis.value or 0).is_integer() else 0
    text = number(basis.value, query.unit if query.unit == "%" else "", decimals, missing="无数")
    if basis.denominator is None:
        return text
    return f"{text}（{number(basis.numerator, missing='无数')}/{number(basis.denominator)}）"


def _sources(number: Bound) -> tuple[Source, ...]:
    """What is asked; for what was revised, the revision table instead of the number that holds now."""
    return tuple(map(of_revision, number.sources)) if number.derivation in _PUBLISHED else number.sources


def _distinct(items: Sequence[_Keyed]) -> list[_Keyed]:
    """Each item once, under a key of its own: a second one of the same key is numbered."""
    found: dict[str, _Keyed] = {}
    for item in items:
        same = [other for key, other in found.items() if key.partition("（")[0] == item.key]
        if item not in same:
            key = item.key if not same else f"{item.key}（{len(same) + 1}）"
            found[key] = replace(item, key=key)
    return list(found.values())


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, a second one of the same kind numbered: 合计, 合计（2）."""
    seen: Counter[str] = Counter()
    made: list[str] = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return made


def _leading(columns: Sequence[Column]) -> int:
    """How many columns name a row: those before the first number, and the first one where there is no number."""
    return max(next((number for number, column in enumerate(columns) if column.is_number), 1), 1)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _shown(text: str) -> tuple[float, int] | None:
    """The number that a text shows, with its decimals: +1,234, −0.4, 9.4%. None: it shows none."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = match["digits"].replace(",", "")
    sign = -1 if match["sign"] in ("-", "−") else 1
    return sign * float(digits), len(digits.partition(".")[2])


class _Prover:
    """Turns numbers into proofs and notes those that do not follow from the answers."""

    def __init__(self, asked: Sources, *, is_public: bool) -> None:
        self._asked = asked
        self.is_public = is_public
        self.unproven: list[str] = []

    def sentence(self, sentence: Sentence) -> SentenceProof:
        numbers = enumerate(sentence.numbers, start=1)
        proofs = tuple(self._proof(f"{sentence.key}#{ordinal}", number) for ordinal, number in numbers)
        return SentenceProof(sentence.key, sentence.text, proofs)

    def table(self, table: Table) -> TableProof:
        leading = _leading(table.columns)
        heads = _numbered([column.head for column in table.columns])[leading:]
        names = _numbered(["／".join(map(_text, row[:leading])) for row in table.rows])
        cells = tuple(
            CellProof(
                name,
                head,
                _text(cell),
                self._proof(f"{table.key}|{name}|{head}", cell) if isinstance(cell, Bound) else None,
            )
            for name, row in zip(names, table.rows, strict=True)
            for head, cell in zip(heads, row[leading:], strict=True)
        )
        return TableProof(table.key, table.title.text, cells)

    def _proof(self, key: str, number: Bound) -> Proof:
        rule = DERIVATIONS[number.derivation]
        self._check(key, number)
        return Proof(
            key,
            number.text,
            number.value,
            rule.key,
            rule.words,
            tuple(self._basis(source, number) for source in _sources(number)),
        )

    def _basis(self, source: Source, number: Bound) -> Basis:
        query, (key, name) = self._asked.index(source), self._asked.group(source)
        if self.is_public:
            return Basis(query, key, name, None, None, None, None)
        cells = self._asked.cells(source)
        if number.derivation in _PUBLISHED:
            return Basis(query, key, name, number.value, None, None, cells)
        answer = self._asked.number(source)
        return Basis(query, key, name, answer.value, answer.numerator, answer.denominator, cells)

    def _check(self, key: str, number: Bound) -> None:
        """What is shown is the value, and the value is what its rule makes of the answers."""
        if number.derivation in _PUBLISHED:
            if number.value not in self._asked.revised(_sources(number)[0], number.derivation):
                self.unproven.append(f"{key}：修订表中没有 {number.value}")
            return
        answers = [self._asked.number(source) for source in number.sources]
        if number.value is None:
            counts = small_base(answers[0].numerator, answers[0].denominator) if answers else None
            if number.text not in MARKS and number.text != counts:
                self.unproven.append(f"{key}：“{number.text}”没有值，也不是标记")
            return
        shown = _shown(number.text)
        if shown is None or shown[0] != round_half_up(number.value, shown[1]):
            self.unproven.append(f"{key}：写的是“{number.text}”，值是 {number.value}")
        found = DERIVATIONS[number.derivation].compute(self._asked.metric(number.sources[0]), answers)
        if found is None or abs(found - number.value) > _EQUAL:
            self.unproven.append(f"{key}：值是 {number.value}，按“{number.derivation}”应为 {found}")
