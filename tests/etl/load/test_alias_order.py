"""In which order reports and confirmed names are replayed, and what a list of decisions amounts to."""

from datetime import datetime

from data.warehouse.places import enterprise_id
from etl.load.aliases import Aliases, decision_steps, placed
from etl.load.decisions import Decision

CITY = "370400"


def alias(sequence: int, received: int, written: str = "甲", target: str = "乙") -> Decision:
    decision = Decision(
        sequence=sequence, kind="alias", made_at=datetime(2021, 5, 1), made_by="就业科", place_code=CITY,
        value=written, target=target,
    )  # fmt: skip
    return placed(decision, received)


def explanation(sequence: int) -> Decision:
    return Decision(
        sequence=sequence, kind="explanation", made_at=datetime(2021, 5, 1), made_by="就业科", submission_id=3
    )


def identity(name: str) -> str:
    return enterprise_id(CITY, name)


def test_only_aliases_are_placed_among_the_reports() -> None:
    assert alias(1, 7).submission_id == 7
    assert placed(explanation(1), 7).submission_id == 3


def test_aliases_part_the_reports_and_others_do_not() -> None:
    taken = [explanation(1), alias(2, 5), explanation(3), alias(4, 8), alias(5, 8, "丙"), explanation(6)]
    assert list(decision_steps(taken, 0, 10)) == [(5, 2), (8, 5), (10, 6)]
    assert list(decision_steps(taken, 5, 10)) == [(10, 6)]
    assert list(decision_steps(taken, 6, 10)) == [(10, 6)]
    assert list(decision_steps([], 0, 4)) == [(4, 0)]


def test_an_alias_taken_after_a_lost_report_waits_for_those_there_are() -> None:
    assert list(decision_steps([alias(1, 9)], 0, 4)) == [(4, 1), (4, 1)]


def test_the_last_decision_on_a_name_counts() -> None:
    assert Aliases.of([alias(1, 0)]).targets == {identity("甲"): identity("乙")}
    assert Aliases.of([alias(1, 0), alias(2, 0, target="丙")]).targets == {identity("甲"): identity("丙")}
    assert Aliases.of([alias(1, 0), alias(2, 0, target="")]).targets == {}
    assert Aliases.of([alias(1, 0), explanation(2)]) == Aliases.of([alias(1, 0)])


def test_names_are_followed_through_and_a_circle_is_left_alone() -> None:
    chain = Aliases.of([alias(1, 0, "甲", "乙"), alias(2, 0, "乙", "丙")])
    assert chain.targets == {identity("甲"): identity("丙"), identity("乙"): identity("丙")}
    assert Aliases.of([alias(1, 0, "甲", "乙"), alias(2, 0, "乙", "甲")]).targets == {}
