"""Correction files of the bureau: `corrections/*.toml` in its home, each entry guarded, dated and reasoned.

A district's number is never edited; a correction stands beside it and is shown with it. An entry names one cell of one
report, by the file's digest or by form, place and period, and applies only while that cell still says `was`.

    [[correction]]
    form = "weekly_dispatch"
    place = "370403"
    period = "2021-W20"
    sheet = "周调度"
    cell = "F7"
    field = "shortage"
    was = 4120
    use = 412
    because = "多写一个 0，已电话核实"
    on = 2021-05-25
    by = "市就业中心"
"""

import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.warehouse.corrected import CORRECTABLE
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.places import places
from etl.errors import PipelineError
from etl.forms import form_catalogue

_FIELDS = {item.field: item for item in CORRECTABLE}
_Words = Annotated[str, Field(min_length=1, pattern=r"\S")]
_Count = Annotated[int, Field(ge=0)]


class CorrectionError(PipelineError):
    """A correction cannot be read or no longer fits its source; the text names file and entry and what to do."""


class Correction(BaseModel):
    """One entry. Known from the beginning of the day `on` to the beginning of the day `until`, if there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    form: str | None = None
    place: str | None = None
    period: str | None = None
    sheet: _Words
    cell: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]*$")]
    field: str
    was: _Count
    use: _Count
    because: _Words
    on: date
    by: _Words
    until: date | None = None

    @model_validator(mode="after")
    def _names_one_report(self) -> Self:
        key = (self.form, self.place, self.period)
        if self.sha256 is None and None in key:
            raise ValueError("须写明 sha256，或同时写明 form、place、period")
        if self.form is not None and self.form not in {entry.form for entry in form_catalogue()}:
            raise ValueError(f"没有表式“{self.form}”")
        if self.place is not None and self.place not in places():
            raise ValueError(f"没有地区代码“{self.place}”")
        if self.period is not None:
            Period.parse(self.period)
        if self.field not in _FIELDS:
            raise ValueError(f"field 没有“{self.field}”，可用：" + "、".join(_FIELDS))
        if self.was == self.use:
            raise ValueError("was 与 use 相同，没有更正什么")
        if self.until is not None and self.until <= self.on:
            raise ValueError("until 应晚于 on")
        return self

    @property
    def dated(self) -> datetime:
        """From when on it counts."""
        return datetime.combine(self.on, time())

    @property
    def ended(self) -> datetime | None:
        """Until when it counts; None: for good."""
        return None if self.until is None else datetime.combine(self.until, time())

    def counts_at(self, moment: datetime) -> bool:
        """Whether the used value counts at a moment."""
        return self.dated <= moment and (self.ended is None or moment < self.ended)

    @property
    def words(self) -> str:
        """Which cell of which report, for messages."""
        report = f"{self.form} {self.place} {self.period}" if self.sha256 is None else f"sha256 {self.sha256[:12]}…"
        return f"{report} {self.sheet}!{self.cell} {_FIELDS[self.field].label}"


class FiledCorrection(BaseModel):
    """An entry with the file that it stands in and its number there, from 1."""

    model_config = ConfigDict(frozen=True)

    file_name: str
    number: int
    correction: Correction

    def error(self, words: str) -> CorrectionError:
        """What is wrong with this entry, as the operator reads it."""
        return CorrectionError(f"更正文件 {self.file_name} 第 {self.number} 条（{self.correction.words}）：{words}")


def corrections(home: Home) -> list[FiledCorrection]:
    """All entries of all files, in order of file name.

    Raises:
        CorrectionError: not TOML, an unknown key, a value that cannot be; names file, entry and key.
    """
    return [entry for path in sorted(home.corrections.glob("*.toml")) for entry in _read(path)]


def _read(path: Path) -> list[FiledCorrection]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorrectionError(f"更正文件 {path.name} 不是有效的 TOML：{error}") from error
    unknown = sorted(set(document) - {"correction"})
    entries = document.get("correction", [])
    if unknown or not isinstance(entries, list):
        raise CorrectionError(
            f"更正文件 {path.name}：只能有 [[correction]]，不认识 {'、'.join(unknown) or 'correction'}"
        )
    return [
        FiledCorrection(file_name=path.name, number=number, correction=_entry(path, number, entry))
        for number, entry in enumerate(entries, start=1)
    ]


def _entry(path: Path, number: int, entry: object) -> Correction:
    try:
        return Correction.model_validate(entry)
    except ValidationError as error:
        lines = [_explain(".".join(map(str, e["loc"])), e["type"], e["msg"]) for e in error.errors()]
        raise CorrectionError(f"更正文件 {path.name} 第 {number} 条：" + "；".join(lines)) from error


def _explain(key: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        from rapidfuzz import process  # here: only a wrong file needs it

        nearest = process.extractOne(key, list(Correction.model_fields), score_cutoff=50)
        return f"不认识的键“{key}”" + (f"，是否为“{nearest[0]}”？" if nearest else "")
    if kind == "missing":
        return f"缺少“{key}”"
    words = re.sub(r"^Value error, ", "", message)
    return f"{key}：{words}" if key else words
