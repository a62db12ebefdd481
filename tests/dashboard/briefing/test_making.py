"""Issues made for the page: one at a time, in a process of its own whose failures have a number."""

import logging

import pytest

from dashboard.briefing import making
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from data.warehouse.home import Home


def test_a_refusal_reaches_the_reader_in_its_own_words_and_the_next_may_begin(home: Home) -> None:
    arguments = ["--form=weekly", "--period=2021-W20", "--place=370400", "--only=text"]
    job = making.start("枣庄市周报", arguments)
    with pytest.raises(NotYetError, match="正在生成枣庄市周报"):
        making.start("另一份", arguments)
    with pytest.raises(BriefingRefusedError, match="尚未发布任何数据"):
        job.outcome.result(60)
    assert making.current() is None


def test_a_failure_of_ours_is_logged_under_the_number_that_the_reader_gets(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="dashboard"):
        job = making.start("枣庄市周报", ["--no-such-option"])
        with pytest.raises(BriefingRefusedError) as refused:
            job.outcome.result(60)
    number = str(refused.value).split("编号 ")[1][:8]
    assert number in caplog.text
    assert "no-such-option" in caplog.text
    assert "no-such-option" not in str(refused.value)
    assert making.current() is None
