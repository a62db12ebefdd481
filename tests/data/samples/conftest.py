"""One quick set for all tests of the sample reports."""

from pathlib import Path

import pytest

from data.samples import DEFAULT_SEED
from data.samples.output import generate


@pytest.fixture(scope="session")
def quick_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("samples") / "reports"
    generate(out, DEFAULT_SEED, None, quick=True)
    return out
