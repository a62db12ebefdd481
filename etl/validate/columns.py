"""Where each declared column of the layout `lines` stands in one sheet."""

from dataclasses import dataclass
from functools import lru_cache

from etl.forms import ColumnDeclaration
from etl.forms.model import ENTERPRISE_MEASURES, RETURN_MEASURES
from etl.validate.lookup import FormLookup
from etl.validate.record_columns import CountColumn, RecordColumns, record_columns

__all__ = ["ABSENT", "Columns", "CountColumn", "LineGroup", "cell_names", "column_letters", "place_columns"]

ABSENT = -1
_FEWEST_NAMES = 256


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Measures of a line that share a job cell and a fact table; `by_skill`: the skill cell describes them."""

    table: str
    job_at: int
    by_skill: bool
    counts: tuple[CountColumn, ...]
    """`shortage` alone, or `resolved_total`, `resolved` in this order, or one of the two."""
    fields: tuple[str, ...]
    """The measures in the order of `counts`."""
    first_at: int
    last_at: int
    """Sheet columns of the first and last of `counts`; the same when there is one."""
    is_pair: bool
    """Whether there are two."""
    letter: str
    """Column letter of the first of `counts`."""
    last_letter: str
    """Column letter of the last of them."""
    has_total: bool
    """Whether `resolved_total` is among them."""
    is_leading: bool
    """Whether this group answers for a line being there once; a later group with the same keys need not."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Sheet columns by use; `ABSENT` for those that the sheet does not have."""

    serial: int
    enterprise: int
    place: int
    place_words: str
    skill: int
    skill_words: str
    remark: int
    categories: tuple[tuple[int, ColumnDeclaration], ...]
    enterprise_counts: tuple[CountColumn, ...]
    groups: tuple[LineGroup, ...]
    records: RecordColumns | None
    """Dates, texts, officers and items; None for a form that declares none."""
    personal: frozenset[int]
    """Sheet columns that name persons: nothing of them may be quoted."""
    letters: tuple[str, ...]
    """Column letters of the sheet, for cell names."""

    @property
    def counts(self) -> tuple[CountColumn, ...]:
        """All columns of numbers, enterprise by enterprise ones first."""
        counts = self.enterprise_counts + tuple(count for group in self.groups for count in group.counts)
        return counts if self.records is None else counts + self.records.counts

    @property
    def line_cells(self) -> tuple[int, ...]:
        """Sheet columns that may hold something on the second and later lines of an enterprise."""
        cells = [count.at for count in self.counts]
        cells += [group.job_at for group in self.groups if group.job_at >= 0]
        cells += [at for at in (self.skill, self.remark) if at >= 0]
        cells += self.records.line_cells if self.records is not None else ()
        return tuple(dict.fromkeys(cells))


_TABLE_OF = {"shortage": "fact_shortage", "resolved": "fact_resolved", "resolved_total": "fact_resolved"}


def place_columns(lookup: FormLookup, found: dict[int, int], width: int) -> Columns:
    """The columns of one sheet; `found` maps declared to sheet columns."""
    return _place_columns(lookup, tuple(found.items()), width)


@lru_cache(maxsize=256)
def _place_columns(lookup: FormLookup, pairs: tuple[tuple[int, int], ...], width: int) -> Columns:
    """Reports made from one template have their columns at the same places."""
    found = dict(pairs)
    named = enumerate(lookup.declaration.columns)
    declared = [(found[index], index, column) for index, column in named if index in found]
    only = {column.type: (at, column.words) for at, _, column in declared}
    counts = {
        column.field: CountColumn(at, column.field, column.words, column.needed, lookup.zero_words[index])
        for at, index, column in declared
        if column.type == "count"
    }
    jobs = {str(measure): at for at, _, column in declared if column.type == "job" for measure in column.of}
    by_skill: set[str] = {measure for _, _, column in declared if column.type == "skill" for measure in column.of}
    grouped: dict[tuple[str, int, bool], list[CountColumn]] = {}
    for field, count in counts.items():
        if field in _TABLE_OF:
            key = (_TABLE_OF[field], jobs.get(field, ABSENT), field in by_skill)
            grouped.setdefault(key, []).append(count)
    groups: list[LineGroup] = []
    letters = column_letters(width)
    for (table, job_at, is_by_skill), entries in grouped.items():
        is_leading = all((group.job_at, group.by_skill) != (job_at, is_by_skill) for group in groups)
        ordered = tuple(sorted(entries, key=lambda count: count.field != "resolved_total"))
        fields = tuple(count.field for count in ordered)
        group = LineGroup(
            table=table,
            job_at=job_at,
            by_skill=is_by_skill,
            counts=ordered,
            fields=fields,
            first_at=ordered[0].at,
            last_at=ordered[-1].at,
            is_pair=len(ordered) == 2,
            letter=letters[ordered[0].at],
            last_letter=letters[ordered[-1].at],
            has_total="resolved_total" in fields,
            is_leading=is_leading,
        )
        groups.append(group)
    return Columns(
        serial=only.get("serial", (ABSENT, ""))[0],
        enterprise=only["enterprise"][0],
        place=only.get("place", (ABSENT, ""))[0],
        place_words=only.get("place", (ABSENT, ""))[1],
        skill=only.get("skill", (ABSENT, ""))[0],
        skill_words=only.get("skill", (ABSENT, ""))[1],
        remark=only.get("remark", (ABSENT, ""))[0],
        categories=tuple((at, column) for at, _, column in declared if column.type == "category"),
        enterprise_counts=tuple(counts[f] for f in (*ENTERPRISE_MEASURES, *RETURN_MEASURES) if f in counts),
        groups=tuple(groups),
        records=record_columns(lookup.declaration, [(at, column) for at, _, column in declared], counts),
        personal=frozenset(at for at, _, column in declared if column.personal or column.type == "officer"),
        letters=letters,
    )


def cell_names(letter: str, rows: int) -> tuple[str, ...]:
    """The names of the cells of one column from its first row on: at least so many as there are `rows`.

    Every number is stored with the name of its cell, so the names are made once for all sheets.
    """
    return _cell_names(letter, 1 << max(rows - 1, _FEWEST_NAMES - 1).bit_length())


@lru_cache(maxsize=64)
def _cell_names(letter: str, rows: int) -> tuple[str, ...]:
    return tuple([f"{letter}{row}" for row in range(1, rows + 1)])


@lru_cache(maxsize=256)
def column_letters(width: int) -> tuple[str, ...]:
    """The letters of the first `width` columns: A, B, …, Z, AA, …"""
    letters = [chr(65 + number) for number in range(26)]
    while len(letters) < width:
        letters += [first + second for first in letters[:26] for second in letters[:26]][: width - len(letters)]
    return tuple(letters[:width])
