"""One file of the sample set, before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from data.samples.remarks import Remark
from data.samples.sheet import Mark, Page, address

CORRECTION = "（更正）"


@dataclass(frozen=True)
class Planted:
    """An error put into a file on purpose. `corrected_by` is the path of the file that replaces it, if any."""

    file: str
    sheet: str
    cell: str
    kind: str
    corrected_by: str | None


@dataclass(frozen=True)
class WrittenRemark:
    """A remark as written in a cell, with what it means."""

    file: str
    sheet: str
    cell: str
    remark: Remark


@dataclass(frozen=True)
class Report:
    """A page with its path (relative, forward slashes), format and receipt."""

    form: str
    place: str
    period: str
    path: str
    page: Page
    file_format: str
    received: datetime
    unit: str
    defects: tuple[tuple[Mark, str], ...] = ()
    corrected_by: str | None = None
    remarks: Mapping[Mark, Remark] = field(default_factory=dict)

    def _location(self, mark: Mark) -> tuple[str, str]:
        row, column = self.page.marks[mark]
        if self.file_format == "docx":
            return "table1", address(row - self.page.header_row, column)
        return "" if self.file_format.startswith("csv") else self.page.name, address(row, column)

    def planted(self) -> list[Planted]:
        """The planted errors of this file."""
        return [Planted(self.path, *self._location(mark), kind, self.corrected_by) for mark, kind in self.defects]

    def written_remarks(self) -> list[WrittenRemark]:
        """The remarks of this file that are not empty."""
        return [
            WrittenRemark(self.path, *self._location(mark), remark)
            for mark, remark in self.remarks.items()
            if remark.text and mark in self.page.marks
        ]


def corrected_path(path: str) -> str:
    """薛城区2021年第30周.xlsx → 薛城区2021年第30周（更正）.xlsx."""
    stem, _, suffix = path.rpartition(".")
    return f"{stem}{CORRECTION}.{suffix}"
