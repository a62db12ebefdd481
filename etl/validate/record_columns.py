"""Columns of lists and ledgers: what an enterprise's row says besides the numbers of the dispatch forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.forms import ColumnDeclaration, FormDeclaration
from etl.forms.model import ITEM_DATES, ITEM_MEASURES, ITEM_TEXTS, LISTING_DATES, RETURN_MEASURES

_RECORD_TYPES = frozenset({"attribute", "credit-code", "date", "officer", "duty", "item-text"})
_RECORD_MEASURES = frozenset((*RETURN_MEASURES, *ITEM_MEASURES))


@dataclass(frozen=True, slots=True)
class CountColumn:
    """One column of numbers."""

    at: int
    field: str
    words: str
    needed: bool
    zero_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column of dates or texts: where it stands, the field that it fills, what messages call it."""

    at: int
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class RecordColumns:
    """Sheet columns of one sheet by the fact table that they fill; tables that the form does not declare are off."""

    attributes: tuple[RecordColumn, ...]
    credit_code: RecordColumn | None
    has_listing: bool
    listing_dates: tuple[RecordColumn, ...]
    officer: RecordColumn | None
    duties: tuple[RecordColumn, ...]
    has_returns: bool
    item_kind: str
    """"" for a form whose lines are no items."""
    item_texts: tuple[RecordColumn, ...]
    item_dates: tuple[RecordColumn, ...]
    item_job: RecordColumn | None
    persons: CountColumn | None

    @property
    def counts(self) -> tuple[CountColumn, ...]:
        """Columns of numbers that no other part of the line reads."""
        return () if self.persons is None else (self.persons,)

    @property
    def line_cells(self) -> tuple[int, ...]:
        """Sheet columns that may hold something on the second and later lines of an enterprise."""
        named = [*self.attributes, *self.duties, *self.item_texts, *self.item_dates]
        named += [column for column in (self.officer, self.item_job) if column is not None]
        return tuple(column.at for column in named)


def record_columns(
    declaration: FormDeclaration, found: Sequence[tuple[int, ColumnDeclaration]], counts: Mapping[str, CountColumn]
) -> RecordColumns | None:
    """The columns of one sheet; `found` pairs sheet columns with what they are declared as, `counts` by measure."""
    declared = declaration.columns
    if not any(column.type in _RECORD_TYPES or column.field in _RECORD_MEASURES for column in declared):
        return None
    placed = [(column, RecordColumn(at, column.field, column.words)) for at, column in found]

    def of(kind: str, fields: Sequence[str] = ()) -> tuple[RecordColumn, ...]:
        return tuple(
            place for column, place in placed if column.type == kind and (not fields or column.field in fields)
        )

    item_job = [place for column, place in placed if column.type == "job" and set(column.of) & set(ITEM_MEASURES)]
    return RecordColumns(
        attributes=of("attribute"),
        credit_code=next(iter(of("credit-code")), None),
        has_listing=any(column.type == "date" and column.field in LISTING_DATES for column in declared),
        listing_dates=of("date", LISTING_DATES),
        officer=next(iter(of("officer")), None),
        duties=of("duty"),
        has_returns=any(column.type == "count" and column.field in RETURN_MEASURES for column in declared),
        item_kind=declaration.item_kind,
        item_texts=of("item-text", ITEM_TEXTS),
        item_dates=of("date", ITEM_DATES),
        item_job=item_job[0] if item_job else None,
        persons=counts.get("persons"),
    )
