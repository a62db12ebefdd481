"""Answers are worked out once per release and choice."""

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.views.remembered import remembered
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from tests.dashboard.small_release import RELEASE

CHOSEN = Filters("370400", "weekly_dispatch", Period.parse("2021-W22"), None, (), (), Denominator.STAFF)

Ask = Callable[[Warehouse, Filters], str]


@pytest.fixture
def asked() -> list[Filters]:
    """What reached the question."""
    return []


@pytest.fixture
def ask(asked: list[Filters]) -> Ask:
    def question(warehouse: Warehouse, chosen: Filters) -> str:
        asked.append(chosen)
        return f"{chosen.place} {len(asked)}"

    return remembered(question)


def test_the_same_choice_is_asked_once_and_another_one_again(warehouse: Warehouse, ask: Ask) -> None:
    assert [ask(warehouse, CHOSEN), ask(warehouse, CHOSEN)] == ["370400 1", "370400 1"]
    assert ask(warehouse, replace(CHOSEN, place="370403")) == "370403 2"


def test_another_release_is_asked_anew_and_a_closed_one_forgotten(
    warehouse: Warehouse, release_file: Path, ask: Ask, asked: list[Filters]
) -> None:
    other = Warehouse(release_file)
    assert other.release.release_id == RELEASE
    ask(warehouse, CHOSEN)
    ask(other, CHOSEN)
    assert len(asked) == 2
    other.close()
    gone = ref(other)
    del other
    gc.collect()
    assert gone() is None


def test_only_so_many_choices_are_kept(warehouse: Warehouse, ask: Ask, asked: list[Filters]) -> None:
    weeks = [replace(CHOSEN, period=CHOSEN.period.shift(count)) for count in range(70)]
    for chosen in [*weeks, weeks[-1], weeks[0]]:
        ask(warehouse, chosen)
    assert len(asked) == 71
