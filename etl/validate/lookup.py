"""Declarations made ready for reading: header word → column, known words as sets, once per process."""

from dataclasses import dataclass
from functools import cache

from etl.forms import ColumnDeclaration, FormDeclaration, variants
from etl.forms.words import GROUP_SEPARATOR, normalise_declared_header, normalise_header
from etl.validate.table_words import TableWords


@dataclass(frozen=True, slots=True, eq=False)
class FormLookup:
    """One declaration with its dictionaries. Header words are normalised, `group/leaf` for several levels.

    Compared by identity, so that caches look it up fast: there is one of each declaration in a process.
    """

    variant: str
    declaration: FormDeclaration
    column_of: dict[str, int]
    required: frozenset[int]
    titles: tuple[str, ...]
    plan_of: dict[str, int]
    zero_words: tuple[frozenset[str], ...]
    words: TableWords

    @property
    def form(self) -> str:
        """Code of the form."""
        return self.declaration.form

    def column(self, index: int) -> ColumnDeclaration:
        """The declared column at that index."""
        return self.declaration.columns[index]


@cache
def lookups() -> tuple[FormLookup, ...]:
    """All declarations, in their order."""
    return tuple(_prepare(variant.name, variant.declaration) for variant in variants())


@cache
def lookup_of(variant: str) -> FormLookup:
    """The declaration of that name; raises KeyError when there is none."""
    for entry in lookups():
        if entry.variant == variant:
            return entry
    raise KeyError(variant)


@cache
def all_header_words() -> frozenset[str]:
    """Every word that may stand alone in a header cell: whole headers, group words and leaf words of all forms."""
    words = {word for entry in lookups() for word in entry.column_of}
    return frozenset(words | {part for word in words for part in word.split(GROUP_SEPARATOR)})


def _prepare(name: str, declaration: FormDeclaration) -> FormLookup:
    column_of: dict[str, int] = {}
    for index, column in enumerate(declaration.columns):
        for header in column.headers:
            column_of.setdefault(normalise_declared_header(header), index)
    plan_of = {normalise_header(title): index for index, plan in enumerate(declaration.plans) for title in plan.titles}
    return FormLookup(
        variant=name,
        declaration=declaration,
        column_of=column_of,
        required=frozenset(index for index, column in enumerate(declaration.columns) if column.required),
        titles=tuple(normalise_header(title) for title in declaration.titles),
        plan_of=plan_of,
        zero_words=tuple(frozenset(column.zero_words) for column in declaration.columns),
        words=TableWords(declaration.words),
    )
