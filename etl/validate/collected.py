"""What the sheets of one file yield: facts, findings, and the values that the rules compare."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from data.warehouse.levels import Level
from etl.forms.model import RuleCode
from etl.validate.findings import Finding, cell_list
from etl.validate.findings.cells import JobUnclassified
from etl.validate.jobs import nearest_job_words
from etl.validate.lookup import FormLookup
from etl.validate.reading import Checks, FindingRecord, RowCounts

Value = tuple[int, tuple[str, ...], str, tuple[int | None, ...]]
"""Numbers of one line as the total line must count them: row, measures, skill level, a number per measure."""


class Listed(NamedTuple):
    """One enterprise block as the total line must count it."""

    row: int
    enterprise_id: str
    place: str
    classes: tuple[tuple[str, str], ...]  # (scheme, category)


@dataclass(slots=True)
class SheetValues:
    """Numbers and enterprises of one sheet in the order of its rows."""

    values: list[Value] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)


@dataclass(slots=True)
class Collected:
    """The state of one file while its sheets are read."""

    lookup: FormLookup
    place_code: str
    facts: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    findings: list[FindingRecord] = field(default_factory=list)
    rows: RowCounts = field(default_factory=RowCounts)
    checks: Checks = field(default_factory=Checks)
    notes: list[str] = field(default_factory=list)
    sheets: list[SheetValues] = field(default_factory=list)
    enterprises: dict[tuple[str, str], str] = field(default_factory=dict)
    """(place, enterprise) → cell of its first line."""
    enterprise_numbers: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    lines: dict[tuple[str, ...], str] = field(default_factory=dict)
    returns: dict[tuple[str, str], int] = field(default_factory=dict)
    """(place, enterprise) → position of its fact in fact_return."""
    officers: dict[str, set[str]] = field(default_factory=dict)
    """Service officer → the enterprises that he or she serves."""
    words: dict[tuple[type[Finding], str, str, str], list[str]] = field(default_factory=dict)
    """Words that get one finding each per sheet: (finding, sheet, word, column) → cells."""

    def rows_of(self, table: str) -> list[tuple[object, ...]]:
        """The list to which facts of a table are added."""
        return self.facts.setdefault(table, [])

    def level_of(self, code: RuleCode) -> Level | None:
        """The level of a rule as the form declares it; None when the rule is off."""
        return self.lookup.declaration.rules.get(code)

    def note_word(self, finding: type[Finding], sheet: str, cell: str, word: str, column: str = "") -> None:
        """Remember a word for one finding that lists all its cells."""
        self.words.setdefault((finding, sheet, word, column), []).append(cell)

    def same_sheet(self, cell: str) -> tuple[str, ...]:
        """A cell met before, when it surely stands on the sheet that is being read: only the first sheet is sure."""
        return (cell,) if len(self.sheets) == 1 else ()

    def add(self, findings: Iterable[FindingRecord]) -> None:
        """Add findings."""
        self.findings.extend(findings)

    def finish_words(self) -> None:
        """Turn the remembered words into findings."""
        for (finding, sheet, word, column), where in self.words.items():
            record = finding.at(
                sheet, where[0], None, where[1:],
                cells=cell_list(where), word=word, column=column, treatment=self._treatment(column),
                nearest=_nearest(finding, word),
            )  # fmt: skip
            self.findings.append(record)
        self.words.clear()

    def _treatment(self, column: str) -> str:
        declared = (entry for entry in self.lookup.declaration.columns if entry.type == "category")
        is_kept = any(entry.words == column and entry.unknown for entry in declared)
        return "，按其他种类统计" if is_kept else "，未归入任何类别"


def _nearest(finding: type[Finding], word: str) -> str:
    """For an unknown job: the words of the dictionary that are most like it."""
    words = nearest_job_words(word) if finding is JobUnclassified else ()
    return "（相近的有" + "、".join(f"“{near}”" for near in words) + "）" if words else ""
