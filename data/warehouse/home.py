"""Where archive, ledger and releases live."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Fixed: no summer time since 1991. The time zone database need not be there (Windows has none)."""
_REPOSITORY_DATA = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one bureau's data. REPORTS_HOME names it; without it, `data/` of this checkout."""

    folder: Path

    @staticmethod
    def from_environment() -> "Home":
        """The home that the environment variable REPORTS_HOME names, else `data/` of this checkout."""
        named = os.environ.get("REPORTS_HOME", "").strip()
        return Home(Path(named).expanduser().resolve() if named else _REPOSITORY_DATA)

    @property
    def archive(self) -> Path:
        """Files as received, each under its SHA-256."""
        return self.folder / "archive"

    @property
    def acceptance_log(self) -> Path:
        """One JSON line per submission in the order of acceptance; with the archive, the truth."""
        return self.archive / "log.jsonl"

    @property
    def decision_log(self) -> Path:
        """One JSON line per decision of the bureau: explanations, aliases, freezes, exemptions; part of the truth."""
        return self.archive / "decisions.jsonl"

    @property
    def corrections(self) -> Path:
        """The bureau's correction files, one TOML each; part of the truth."""
        return self.folder / "corrections"

    @property
    def ledger(self) -> Path:
        """The database that loaders write; derived from archive and log."""
        return self.folder / "ledger.duckdb"

    @property
    def lock(self) -> Path:
        """The lock file that loaders take in turn."""
        return self.folder / "loader.lock"

    @property
    def releases(self) -> Path:
        """Immutable databases that the dashboard reads."""
        return self.folder / "releases"

    @property
    def current(self) -> Path:
        """Text file that names the current release."""
        return self.folder / "CURRENT"

    def release_file(self, release_id: str) -> Path:
        """The database of one release."""
        return self.releases / f"{release_id}.duckdb"


def beijing_now() -> datetime:
    """Wall-clock time in Beijing without a time zone, as all times of the ledger are."""
    return datetime.now(BEIJING).replace(tzinfo=None)


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut; Windows does this by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
