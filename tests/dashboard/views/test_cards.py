"""Cards: what did not move is 持平, counts have their notes."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.formats import change
from dashboard.views.cards import _comparison
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from tests.dashboard.views.crafted import answer

NOW = Period.parse("2021-W22")


@pytest.mark.parametrize(
    ("key", "before", "now", "words"),
    [
        ("reporting_rate", 100.0, 100.0, "较上周持平"),
        ("shortage", 120.0, 120.0, "较上周持平"),
        ("shortage", 120.0, 121.0, "较上周 +1（+0.8%）"),
        ("shortage_rate", 12.3, 11.9, "较上周 −0.4 个百分点"),
    ],
)
def test_what_did_not_move_is_said_in_a_word(key: str, before: float, now: float, words: str) -> None:
    found = answer(key, {("370400", NOW.shift(-1)): before, ("370400", NOW): now})
    shown = metric(key)
    assert _comparison(shown, found.one(key, NOW), change(shown, now, before), found, NOW) == words


def test_a_count_may_have_a_note() -> None:
    def script() -> None:
        from dashboard.views.cards import count_cards

        count_cards({"应报": 7, "未报": 1}, {"未报": "沿用 1"}, columns=2)

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [(card.label, card.value, card.delta) for card in app.metric] == [("应报", "7", ""), ("未报", "1", "沿用 1")]
