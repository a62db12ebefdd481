"""What is not looked at is not made, and what is made later is what would have been made at once."""

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.briefing.compose import Request, begin, compose
from dashboard.briefing.later import Later, offered
from dashboard.briefing.model import Briefing
from dashboard.queries import Warehouse
from data.warehouse.period import Period

_REQUEST = Request(Period.parse("2021-W24"), "370400")


def test_items_are_made_once_and_when_they_are_looked_at() -> None:
    made: list[int] = []

    def maker(number: int) -> Callable[[], int | None]:
        def make() -> int | None:
            made.append(number)
            return number if number != 2 else None

        return make

    later = Later([maker(number) for number in (1, 2, 3, 4)], is_kept=lambda item: item < 4)
    assert offered(later) == 4
    assert repr(later) == "Later(… 4)"
    assert made == []
    assert list(later) == [1, 3]
    assert (len(later), later[0], list(later[1:]), bool(later)) == (2, 1, [3], True)
    assert made == [1, 2, 3, 4]
    assert offered([1, 2]) == 2
    assert not Later([lambda: None])


def test_a_briefing_begun_is_the_same_when_it_is_complete(published: Warehouse) -> None:
    begun, composed = begin(published, _REQUEST), compose(published, _REQUEST)
    assert any(isinstance(section.figures, Later) for section in begun.sections)
    assert begun.complete == composed
    assert all(isinstance(section.tables, tuple) for section in composed.sections)
    assert len(composed.figures) > 8
    assert len(composed.definitions) > 5


def test_closed_parts_ask_nothing(published: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences alone ask fewer questions than the whole; a complete briefing asks none any more."""
    asked: list[str] = []
    measure = Warehouse.measure

    def counted(self: Warehouse, metrics: Any, *rest: Any, **named: Any) -> Any:
        asked.append(str(metrics))
        return measure(self, metrics, *rest, **named)

    monkeypatch.setattr(Warehouse, "measure", counted)
    begun = begin(published, _REQUEST)
    _ = [sentence.text for sentence in begun.sentences]
    of_text = len(asked)
    whole: Briefing = begun.complete
    assert 0 < of_text < len(asked)
    of_whole = len(asked)
    assert all(figure.drawn for figure in whole.figures)
    assert whole.tables
    assert whole.statements
    assert len(asked) == of_whole
