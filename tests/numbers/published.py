"""The sample set as the pipeline has taken it and as the dashboard answers for it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.release import current_release_id
from tests.numbers.files import SampleFile

SHOWN = 20
"""Differences written out in a failure."""

Outcome = dict[str, Any]
"""What `load --json` says of one file."""


@dataclass(frozen=True)
class Published:
    """The sample set as the pipeline has taken it."""

    home: Home
    outcomes: dict[str, Outcome]
    """What `load --json` says of each file, by SHA-256."""

    def warehouse(self, denominator: Denominator = Denominator.STAFF_AND_SHORTAGE) -> Warehouse:
        """The current release."""
        release_id = current_release_id(self.home)
        assert release_id is not None
        return Warehouse(self.home.release_file(release_id), denominator)

    @cached_property
    def now(self) -> Warehouse:
        """The current release with the usual denominator."""
        return self.warehouse()

    @cached_property
    def of_staff(self) -> Warehouse:
        """The current release with 缺工率 over 用工规模 alone."""
        return self.warehouse(Denominator.STAFF)


def outcome_of(published: Published, samples: Path, file: SampleFile) -> Outcome:
    return published.outcomes[hashlib.sha256((samples / file.path).read_bytes()).hexdigest()]


def listed(differences: Iterable[str]) -> str:
    """The first differences, one a line, for an assertion."""
    lines = list(differences)
    return f"{len(lines)} 处不符：\n" + "\n".join(lines[:SHOWN])
