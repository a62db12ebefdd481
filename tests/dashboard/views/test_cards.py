"""Cards: what did not move is 持平, counts have their notes."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import against
from dashboard.views.cards import in_words
from dashboard.views.compared import Compared
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from tests.dashboard.views.crafted import answer

NOW = Period.parse("2021-W22")


@pytest.mark.parametrize(
    ("key", "before", "now", "words"),
    [
        ("reporting_rate", 100.0, 100.0, "较上周持平；同比无可比"),
        ("shortage", 120.0, 120.0, "较上周持平；同比无可比"),
        ("shortage", 120.0, 121.0, "较上周 +1（+0.8%）；同比无可比"),
        ("shortage_rate", 12.3, 11.9, "较上周 −0.4 个百分点；同比无可比"),
        ("resolved_total", 120.0, 130.0, "较上周 +10（+8.3%）"),
    ],
)
def test_what_did_not_move_is_said_in_a_word(key: str, before: float, now: float, words: str) -> None:
    found = answer(key, {("370400", NOW.shift(-1)): before, ("370400", NOW): now})
    assert in_words(metric(key), found, NOW, Compared.with_previous(found, NOW)).comparison == words


def test_the_comparison_of_the_readers_choice_stands_first_and_is_judged() -> None:
    values = {NOW: 130.0, NOW.shift(-1): 120.0, against.year(NOW).base: 200.0, NOW.shift(-9): 100.0}
    found = answer("shortage", {("370400", period): value for period, value in values.items()})

    def card(chosen: against.Against) -> tuple[str, str]:
        words = in_words(metric("shortage"), found, NOW, Compared(chosen, NOW, found))
        return words.change, words.comparison

    both = "较上周 +10（+8.3%）；同比收窄 70 人（−35.0%）"
    assert card(against.previous(NOW)) == ("▲ 扩大", both)
    assert card(against.year(NOW)) == ("▼ 收窄", both)
    assert card(against.chosen(NOW, NOW.shift(-9))) == ("▲ 扩大", f"较2021年第13周 +30（+30.0%）；{both}")


def test_on_the_same_list_the_value_stays_the_published_one() -> None:
    published = answer("shortage", {("370400", NOW): 130.0, ("370400", NOW.shift(-1)): 120.0})
    shared = answer("shortage", {("370400", NOW): 90.0, ("370400", NOW.shift(-1)): 100.0})
    chosen = Compared(against.previous(NOW, is_same_list=True), NOW, published, shared)
    words = in_words(metric("shortage"), published, NOW, chosen)
    assert (words.value, words.change) == ("130", "▼ 收窄")
    assert words.comparison.startswith("同口径较上周 −10（−10.0%）；较上周 +10（+8.3%）")


def test_a_running_total_and_a_small_base_are_not_compared() -> None:
    values = {("370400", NOW): 130.0, ("370400", against.year(NOW).base): 20.0}
    total = answer("resolved_total", values)
    words = in_words(metric("resolved_total"), total, NOW, Compared(against.year(NOW), NOW, total, total))
    assert (words.change, words.comparison) == ("不作同比", "")
    rates = {("370400", NOW): 10.0, ("370400", NOW.shift(-1)): 50.0}
    small = answer("shortage_rate", rates, base=29)
    assert in_words(metric("shortage_rate"), small, NOW, Compared.with_previous(small, NOW)).change == "无可比数"
    enough = answer("shortage_rate", rates, base=30)
    assert in_words(metric("shortage_rate"), enough, NOW, Compared.with_previous(enough, NOW)).change == "▼ 收窄"


def test_a_count_may_have_a_note() -> None:
    def script() -> None:
        from dashboard.views.cards import count_cards

        count_cards({"应报": 7, "未报": 1}, {"未报": "沿用 1"}, columns=2)

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [(card.label, card.value, card.delta) for card in app.metric] == [("应报", "7", ""), ("未报", "1", "沿用 1")]
