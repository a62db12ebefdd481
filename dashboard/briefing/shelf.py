"""The issues that have been made: where they lie, what each holds, and the log of all attempts."""

import io
import json
import logging
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from dashboard.briefing.files import MANIFEST
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import Edition, State
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period

_LOGGER = logging.getLogger("dashboard")
EVIDENCE: Final = "evidence.json"
_OWN: Final = frozenset({MANIFEST, EVIDENCE})
"""Files by which we know an issue; the others are handed out."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an issue is of; one issue is kept of each.

    `area` is a place code, or several joined with commas.
    """

    cadence: Cadence
    area: str
    period: Period
    edition: Edition
    state: State


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file of an issue: `name` below its folder with `/`, `kind` as in `kinds.Kind`."""

    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an issue holds and from what it was made; times are Beijing time.

    Attributes:
        frozen_at: when the period was frozen, None for a draft.
        as_of: the moment of knowledge, None: all that the release held.
        changed: what differs from the issue before, one line each; None: there was none to compare with.
        elapsed: seconds until everything was ready to be written; `seconds` of each step, of which some overlap.
    """

    subject: Subject
    title: str
    place_name: str
    form: str
    issue_number: int
    made_at: datetime
    made_by: str
    frozen_at: datetime | None
    as_of: datetime | None
    release: str
    is_demo: bool
    files: tuple[MadeFile, ...]
    changed: tuple[str, ...] | None = None
    elapsed: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept beside the files."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=1) + "\n"

    def plain(self) -> dict[str, Any]:
        """As plain values: subject, title, …, files."""
        made = {
            "version": 1,
            "cadence": str(self.subject.cadence),
            "place": self.subject.area,
            "period": str(self.subject.period),
            "edition": str(self.subject.edition),
            "state": str(self.subject.state),
        }
        rest = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if name != "subject"
        }
        return {**made, **rest}

    @staticmethod
    def from_json(text: str) -> "Manifest":
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is not a manifest.
        """
        try:
            read = json.loads(text)
            subject = Subject(
                Cadence(read["cadence"]),
                str(read["place"]),
                Period.parse(read["period"]),
                Edition(read["edition"]),
                State(read["state"]),
            )
            return Manifest(
                subject=subject,
                title=str(read["title"]),
                place_name=str(read["place_name"]),
                form=str(read["form"]),
                issue_number=int(read["issue_number"]),
                made_at=datetime.fromisoformat(read["made_at"]),
                made_by=str(read["made_by"]),
                frozen_at=_moment(read["frozen_at"]),
                as_of=_moment(read["as_of"]),
                release=str(read["release"]),
                is_demo=bool(read["is_demo"]),
                files=tuple(MadeFile(**one) for one in read["files"]),
                changed=None if read["changed"] is None else tuple(read["changed"]),
                elapsed=float(read["elapsed"]),
                seconds={str(key): float(value) for key, value in read["seconds"].items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{MANIFEST}：{error}") from error


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that lies in a folder."""

    folder: Path
    manifest: Manifest

    def content(self, file: MadeFile) -> bytes:
        """The bytes of one of its files.

        Raises:
            ValueError: the file is not the one that was made.
            OSError: it is gone.
        """
        content = (self.folder / file.name).read_bytes()
        if sha256(content).hexdigest() != file.sha256:
            raise ValueError(f"“{file.name}”在生成之后被改动过，请重新生成。")
        return content

    def zipped(self) -> bytes:
        """All its files as one ZIP file; raises as `content`."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self.manifest.files:
                archive.writestr(file.name, self.content(file))
        return packed.getvalue()

    @property
    def evidence(self) -> Path:
        """Its evidence, whether it is there or not."""
        return self.folder / EVIDENCE


@dataclass(frozen=True, slots=True)
class Shelf:
    """The issues of one home: briefings/<place>/<cadence>/<period>/<edition>/<state>/."""

    folder: Path

    @staticmethod
    def of(home: Home) -> "Shelf":
        """The shelf of a home; it comes into being with the first issue."""
        return Shelf(home.folder / "briefings")

    def place_of(self, subject: Subject) -> Path:
        """The folder in which the issue of a subject lies, or will lie."""
        parts = (subject.area, subject.cadence, str(subject.period), subject.edition, subject.state)
        return self.folder.joinpath(*map(str, parts))

    def find(self, subject: Subject) -> Issue | None:
        """The issue of a subject, None while none has been made."""
        return read(self.place_of(subject))

    def issues(self, cadence: Cadence, area: str) -> list[Issue]:
        """All issues of a place, the latest period first, 内部版 before 对外版 and 定稿 before 草稿."""
        top = self.folder / area / str(cadence)
        found = [issue for folder in top.glob(f"*/*/*/{MANIFEST}") if (issue := read(folder.parent)) is not None]
        order = {state: rank for rank, state in enumerate((State.FINAL, State.DRAFT))}
        found.sort(key=lambda issue: (issue.manifest.subject.edition, order[issue.manifest.subject.state]))
        return sorted(found, key=lambda issue: issue.manifest.subject.period, reverse=True)

    @property
    def log(self) -> Path:
        """One JSON line an attempt: when, what, files, seconds, or why not."""
        return self.folder / "log.jsonl"

    def note(self, line: Mapping[str, Any]) -> None:
        """Write a line into the log; one that cannot be written does not undo what was made, and is logged."""
        text = json.dumps(line, ensure_ascii=False, default=str)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as log:
                log.write(text.encode() + b"\n")
                log.flush()
                os.fsync(log.fileno())
        except OSError as error:
            _LOGGER.warning("简报记录没有写入 %s（%s）：%s", self.log, error.strerror, text)

    def can_write(self) -> bool:
        """Whether this process may put issues here."""
        above = next(each for each in (self.folder, *self.folder.parents) if each.exists())
        return above.is_dir() and os.access(above, os.W_OK | os.X_OK)


def read(folder: Path) -> Issue | None:
    """The issue in a folder, None where there is none or what lies there cannot be read."""
    try:
        return Issue(folder, Manifest.from_json((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        _LOGGER.warning("%s 不可用：%s", folder / MANIFEST, error)
        return None


def listed(files: Mapping[str, bytes], kinds: Mapping[str, str]) -> Iterator[MadeFile]:
    """What a manifest says of files, kind by kind; `kinds` by name. Those by which we know an issue are left out."""
    order = [str(kind) for kind in Kind]
    for name in sorted(kinds, key=lambda name: order.index(kinds[name])):
        if name not in _OWN:
            content = files[name]
            yield MadeFile(name, kinds[name], len(content), sha256(content).hexdigest())


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
