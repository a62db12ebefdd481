"""Words of the filter bar."""

from dashboard.filter_widgets import _without_common_start


def test_names_of_forms_leave_out_the_long_start_that_they_share() -> None:
    words = {"weekly": "企业用工24小时服务保障机制周调度", "monthly": "企业用工24小时服务保障机制月通报"}
    assert _without_common_start(words) == {"weekly": "周调度", "monthly": "月通报"}


def test_names_that_share_little_or_would_vanish_stay_whole() -> None:
    for words in (
        {"a": "企业台账", "b": "企业名单"},
        {"a": "重点企业用工调度汇总表", "b": "重点企业用工调度"},
        {"a": "日报"},
    ):
        assert _without_common_start(words) == words
