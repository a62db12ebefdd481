"""`/api/health`: whether the release can be read, how old it is, which program answers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dashboard import release
from dashboard.api.model import Reply
from data.warehouse.home import beijing_now
from data.warehouse.release import NoReleaseError, UnusableReleaseError
from data.warehouse.rounding import round_half_up

COLUMNS = ("status", "reason", "release", "published_at", "age_hours", "is_demo", "submissions", "accepted", "version")
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_SECONDS = 3600


@cache
def version() -> str:
    """The version of the program."""
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def health(_: Mapping[str, str]) -> Reply:
    """200 with the release that answers, 503 with the reason when there is none that can be read."""
    row: dict[str, object] = dict.fromkeys(COLUMNS) | {"version": version()}
    try:
        warehouse = release.latest()
        places = len(warehouse.places())  # asks the database, so that a damaged one is noticed
    except (NoReleaseError, UnusableReleaseError) as error:
        row |= {"status": "unavailable", "reason": str(error)}
        return Reply(row, [row], COLUMNS, "", "状态", 503)
    info = warehouse.release
    age = (beijing_now() - info.published_at).total_seconds() / _SECONDS
    row |= {
        "status": "ok" if places else "empty",
        "release": info.release_id,
        "published_at": info.published_at.isoformat(timespec="seconds"),
        "age_hours": round_half_up(age, 1),
        "is_demo": info.is_demo,
        "submissions": info.submissions,
        "accepted": info.accepted,
    }
    return Reply(row, [row], COLUMNS, "", "状态")
