"""What a changed rule would have done over all that was ever received; neither ledger nor release is touched."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any, cast, get_args

from data.warehouse.home import Home
from data.warehouse.levels import Level
from etl.errors import PipelineError
from etl.forms import Variant, adopt_variants, variants
from etl.forms.model import RuleCode, ThresholdsDeclaration
from etl.load.aliases import Aliases
from etl.load.archive import Archive, Receipt
from etl.load.background import Background
from etl.load.decisions import decisions
from etl.load.ledger import Entry
from etl.validate import add_findings
from etl.validate.pool import read_all
from etl.validate.reading import FindingRecord, Hints, Reading

RULES: tuple[str, ...] = get_args(RuleCode)
THRESHOLDS = tuple(entry.name for entry in fields(ThresholdsDeclaration) if entry.type in (int, "int"))
_READ_TOGETHER = 1_000


class SimulationError(PipelineError):
    """The change that is asked for cannot be made to a declaration."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule as it might be: `level` None leaves it, "off" switches it off; `form` None means every form."""

    rule: RuleCode
    level: Level | str | None
    thresholds: Mapping[str, int]
    form: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one submission: whether it is turned back, why, and what the rule in question found."""

    submission_id: int
    file_name: str
    form: str | None
    place_code: str | None
    period: str | None
    is_blocked: bool
    blocking: tuple[FindingRecord, ...]
    of_rule: tuple[FindingRecord, ...]


@dataclass(frozen=True, slots=True)
class FormCount:
    """One form under one set of rules: files that the rule touches, its findings, files turned back for any reason."""

    files: int
    findings: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All submissions under the rules as they are and as they might be, in the same order."""

    now: list[Verdict]
    then: list[Verdict]

    def counts(self) -> dict[str, tuple[FormCount, FormCount]]:
        """Now and then by form; files of no recognised form are under ""."""
        forms = sorted({verdict.form or "" for verdict in self.now + self.then})
        return {form: (_count(self.now, form), _count(self.then, form)) for form in forms}

    @property
    def newly_blocked(self) -> list[Verdict]:
        """Submissions that are accepted now and would be turned back."""
        return [then for now, then in zip(self.now, self.then, strict=True) if then.is_blocked and not now.is_blocked]

    @property
    def let_through(self) -> list[Verdict]:
        """Submissions that are turned back now and would be accepted, with what turns them back now."""
        return [now for now, then in zip(self.now, self.then, strict=True) if now.is_blocked and not then.is_blocked]


def simulate(home: Home, change: Change, advance: Callable[[int], None]) -> Comparison:
    """Read the archive twice, with the declarations as they are and changed, and compare.

    Names that have been confirmed by now count in both. Each report is compared with those that would have been
    accepted before it. `advance` is called with the number of files just read: twice those received.

    Raises:
        SimulationError: no form has the rule's thresholds, or a value makes no sense.
    """
    archive = Archive(home)
    receipts = archive.receipts()
    aliases = Aliases.of(decisions(home))
    present = variants()
    now = _replay(archive, receipts, aliases, change.rule, advance)
    with _declared(changed_variants(present, change)):
        then = _replay(archive, receipts, aliases, change.rule, advance)
    return Comparison(now, then)


def changed_variants(present: Sequence[Variant], change: Change) -> list[Variant]:
    """The declarations with the change made to them.

    Raises:
        SimulationError: a threshold that does not exist, or a value that makes no sense.
    """
    unknown = sorted(set(change.thresholds) - set(THRESHOLDS))
    if unknown:
        raise SimulationError(f"没有界限“{unknown[0]}”，可用：{'、'.join(THRESHOLDS)}")
    found = []
    for variant in present:
        declaration = variant.declaration
        if change.form in (None, declaration.form):
            rules = dict(declaration.rules)
            if change.level == "off":
                rules.pop(change.rule, None)
            elif change.level is not None:
                rules[change.rule] = Level(change.level)
            try:
                thresholds = replace(declaration.thresholds, **cast("dict[str, Any]", change.thresholds))
            except ValueError as error:
                raise SimulationError(f"界限不合理：{error}") from error
            variant = replace(variant, declaration=replace(declaration, rules=rules, thresholds=thresholds))
        found.append(variant)
    return found


@contextmanager
def _declared(changed: Sequence[Variant]) -> Iterator[None]:
    """These declarations hold, here and in the worker processes, until the end of the block."""
    adopt_variants(changed)
    try:
        yield
    finally:
        adopt_variants(())


def _replay(
    archive: Archive,
    receipts: Sequence[Receipt],
    aliases: Aliases,
    rule: RuleCode,
    advance: Callable[[int], None],
) -> list[Verdict]:
    """All submissions in the order in which they were received, under the declarations that hold."""
    background = Background(None, aliases)
    verdicts = []
    for start in range(0, len(receipts), _READ_TOGETHER):
        group = receipts[start : start + _READ_TOGETHER]
        hints = [Hints(receipt.file_name, receipt.form, receipt.place_code, receipt.period) for receipt in group]
        tasks = [(archive.read(receipt.sha256), hint) for receipt, hint in zip(group, hints, strict=True)]
        for receipt, reading in zip(group, read_all(tasks, advance), strict=True):
            add_findings(reading, background.examine(reading))
            background.add(Entry(receipt, reading))
            verdicts.append(_verdict(receipt, reading, rule))
        background.saved()
    return verdicts


def _verdict(receipt: Receipt, reading: Reading, rule: RuleCode) -> Verdict:
    return Verdict(
        receipt.sequence,
        receipt.file_name,
        reading.form,
        reading.place_code,
        reading.period,
        reading.is_blocked,
        tuple(finding for finding in reading.findings if finding.level is Level.BLOCK),
        tuple(finding for finding in reading.findings if finding.code == rule),
    )


def _count(verdicts: Sequence[Verdict], form: str) -> FormCount:
    own = [verdict for verdict in verdicts if (verdict.form or "") == form]
    touched = Counter(verdict.submission_id for verdict in own for _ in verdict.of_rule)
    return FormCount(len(touched), touched.total(), sum(verdict.is_blocked for verdict in own))
