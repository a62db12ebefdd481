"""The reference tables of `data/reference/*.csv`, read once and strictly."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data.warehouse.home import Home

REFERENCE_FOLDER = Path(__file__).resolve().parent.parent / "reference"
EDITABLE = frozenset({"holidays", "obligations", "exemptions", "thresholds"})
"""Tables that a bureau replaces, without touching the package, by `<home>/reference/<table>.csv`."""


class ReferenceTableError(ValueError):
    """A reference table is damaged: names the file and line. This is our or the operator's fault, not a district's."""


def read_table(name: str, columns: Sequence[str], folder: Path = REFERENCE_FOLDER) -> list[dict[str, str]]:
    """Rows of one reference CSV as dictionaries; its header must be exactly `columns`.

    Raises:
        ReferenceTableError: the header differs or a line has another number of cells.
    """
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if header != list(columns):
            raise ReferenceTableError(f"{path.name}: 表头应为 {','.join(columns)}，实为 {','.join(header)}")
        rows = []
        for line in reader:
            if len(line) != len(header):
                raise ReferenceTableError(
                    f"{path.name} 第 {reader.line_num} 行：应有 {len(header)} 列，实有 {len(line)} 列"
                )
            rows.append(dict(zip(header, (cell.strip() for cell in line), strict=True)))
        return rows


def read_editable_table(name: str, columns: Sequence[str], home: Home) -> list[dict[str, str]]:
    """Rows of one of the `EDITABLE` tables: the bureau's own file when its home has one, else the packaged one.

    Raises:
        ReferenceTableError: as for :func:`read_table`.
    """
    if name not in EDITABLE:
        raise ValueError(f"{name} is not one of the editable tables {sorted(EDITABLE)}")
    own = home.folder / REFERENCE_FOLDER.name
    return read_table(name, columns, own if (own / f"{name}.csv").is_file() else REFERENCE_FOLDER)


@dataclass(frozen=True, slots=True)
class Category:
    """One value of one classification scheme (企业类型, 生产物资种类, …)."""

    scheme: str
    scheme_label: str
    value: str
    code: str  # the number that the notice lets people write instead of words, "" when none
    label: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobType:
    """One entry of the job dictionary with the other words people write for it."""

    job_type: str
    label: str
    job_group_label: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in which shortage was solved; kinds of recruitment have `parent` "recruitment"."""

    channel: str
    label: str
    parent: str
    definition: str


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill level of 枣庄市 2021 附件1 缺工类型."""

    skill_level: str
    label: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that ledgers say about an enterprise in words."""

    attribute: str
    label: str


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    """One indicator of a plan or measure; `form` is the form that reports it.

    The seven plans are those of 枣庄市 2021 附件2, the measures those of 吉林省 2021 附件1 一.
    """

    form: str
    plan: str
    plan_label: str
    indicator: str
    indicator_label: str
    unit: str
    kind: str
    aliases: tuple[str, ...]


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(alias for alias in text.split(";") if alias)


@cache
def categories() -> tuple[Category, ...]:
    """All values of all classification schemes, in display order."""
    columns = ("scheme", "scheme_label", "value", "code", "label", "aliases")
    return tuple(
        Category(r["scheme"], r["scheme_label"], r["value"], r["code"], r["label"], _aliases(r["aliases"]))
        for r in read_table("categories", columns)
    )


@cache
def job_types() -> tuple[JobType, ...]:
    """The job dictionary in display order; the last entry is `unclassified` 未归类."""
    columns = ("job_type", "label", "job_group", "job_group_label", "aliases")
    return tuple(
        JobType(r["job_type"], r["label"], r["job_group_label"], _aliases(r["aliases"]))
        for r in read_table("job_types", columns)
    )


@cache
def channels() -> tuple[Channel, ...]:
    """The channels in the order of the notice, 未注明 last."""
    columns = ("channel", "label", "parent", "definition")
    return tuple(
        Channel(r["channel"], r["label"], r["parent"], r["definition"]) for r in read_table("channels", columns)
    )


@cache
def skill_levels() -> tuple[SkillLevel, ...]:
    """The three skill levels from general to senior."""
    return tuple(
        SkillLevel(r["skill_level"], r["label"], _aliases(r["aliases"]))
        for r in read_table("skill_levels", ("skill_level", "label", "aliases"))
    )


@cache
def plan_indicators() -> tuple[PlanIndicator, ...]:
    """The indicators of all plans and measures, form by form in the order of the form."""
    columns = ("form", "plan", "plan_label", "indicator", "indicator_label", "unit", "kind", "aliases")
    return tuple(
        PlanIndicator(
            r["form"],
            r["plan"],
            r["plan_label"],
            r["indicator"],
            r["indicator_label"],
            r["unit"],
            r["kind"],
            _aliases(r["aliases"]),
        )
        for r in read_table("plans", columns)
    )


@cache
def attributes() -> tuple[Attribute, ...]:
    """The attributes of enterprises in display order."""
    return tuple(Attribute(r["attribute"], r["label"]) for r in read_table("attributes", ("attribute", "label")))


@cache
def spring_festivals() -> dict[int, date]:
    """First day of the first lunar month by calendar year."""
    rows = read_table("spring_festival", ("year", "first_day"))
    return {int(row["year"]): date.fromisoformat(row["first_day"]) for row in rows}


@dataclass(frozen=True, slots=True)
class PlausibilitySetting:
    """From when on a number counts as unlike the earlier ones; the columns of `dim_plausibility`."""

    metric: str
    minimum_points: int
    least_persons: int
    least_pct: int
    score: int
    floor_persons: int
    floor_pct: int


@cache
def plausibility_settings() -> tuple[PlausibilitySetting, ...]:
    """One setting per metric that is judged."""
    columns = ("metric", "minimum_points", "least_persons", "least_pct", "score", "floor_persons", "floor_pct")
    return tuple(
        PlausibilitySetting(row["metric"], *(int(row[column]) for column in columns[1:]))
        for row in read_table("plausibility", columns)
    )
