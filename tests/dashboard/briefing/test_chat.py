"""Texts for a chat: short, marked, without repeating themselves, and a reminder only for the house."""

from dataclasses import replace
from datetime import datetime

from dashboard.briefing import chat
from dashboard.briefing.compose import Request, compose
from dashboard.briefing.model import Briefing, Edition, Name, Section, Sentence, State
from dashboard.queries import Warehouse
from data.warehouse.period import Period
from tests.dashboard.briefing import sample_briefing

NOW = datetime(2021, 6, 7, 9, 0)


def with_sentences(*texts: str) -> Briefing:
    sentences = tuple(Sentence(f"s{number}", (Name(text),)) for number, text in enumerate(texts))
    return replace(sample_briefing.briefing(), sections=(Section("overall", "总体", sentences),))


def test_a_summary_begins_with_the_marks_and_the_headline() -> None:
    text = chat.summary(sample_briefing.briefing(state=State.DRAFT, edition=Edition.PUBLIC))
    assert text.startswith("【演示数据】【草稿】【对外版】枣庄市重点企业用工调度周报：缺工人数 1,801 人，较上周扩大。")
    final = chat.summary(sample_briefing.briefing(is_demo=False))
    assert final.startswith("枣庄市重点企业用工调度周报：")


def test_what_the_headline_says_is_not_said_again() -> None:
    briefing = sample_briefing.briefing()
    first = briefing.sections[0].sentences[0]
    headline = Sentence("headline", ("缺工人数 ", *first.numbers[:2]))
    assert first.text in chat.summary(briefing)
    assert first.text not in chat.summary(replace(briefing, headline=headline))


def test_a_sentence_that_has_no_room_is_left_out_whole() -> None:
    long = "甲" * 280
    text = chat.summary(with_sentences("短句一。", long, "短句二。"))
    assert len(text) <= chat.LONGEST
    assert text.endswith("短句一。短句二。")


def test_at_most_five_sentences_follow_the_headline() -> None:
    text = chat.summary(with_sentences(*(f"第{number}句。" for number in range(1, 9))))
    assert text.endswith("第5句。")


def test_a_reminder_names_who_is_missing_and_the_deadline(warehouse: Warehouse) -> None:
    period = Period.parse("2021-W26")
    briefing = compose(warehouse, Request(period, "370400"))
    rows = warehouse.obligations("weekly_dispatch", "370400", [period])
    silent = rows[rows["status"].isin(("missing", "returned"))]
    assert len(silent) > 0
    texts = chat.texts(warehouse, briefing, NOW)
    for row in silent.itertuples():
        assert f"{row.place}：" in texts.reminder
        assert f"{row.due_at:%m月%d日 %H:%M}" in texts.reminder
    public = chat.texts(warehouse, replace(briefing, edition=Edition.PUBLIC), NOW)
    assert public.reminder == ""
    content = texts.content.decode("utf-8-sig")
    assert content.split("\r\n\r\n") == [texts.summary, texts.reminder.replace("\n", "\r\n") + "\r\n"]
