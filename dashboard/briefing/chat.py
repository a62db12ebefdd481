"""Short texts to copy into a chat: what the briefing says, and who has not reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.briefing.model import Briefing, Edition, Sentence, State
from dashboard.labels import DEMO_MARK
from dashboard.queries import Warehouse
from dashboard.views.reporting_tables import reminder as reminder_of

LONGEST: Final = 300
"""Characters of a summary."""
_MOST_SENTENCES: Final = 5


@dataclass(frozen=True, slots=True)
class Texts:
    """What is copied into a chat; `reminder` is "" when nobody is missing."""

    summary: str
    reminder: str

    @property
    def content(self) -> bytes:
        """A text file that every editor opens as it should, Windows' own too."""
        parts = [self.summary, *([self.reminder] if self.reminder else [])]
        return "\r\n".join([*"\n\n".join(parts).splitlines(), ""]).encode("utf-8-sig")


def texts(warehouse: Warehouse, briefing: Briefing, now: datetime) -> Texts:
    """Both texts; a reminder is for the house, and does not go out with the public edition."""
    is_public = briefing.edition is Edition.PUBLIC
    return Texts(summary(briefing), "" if is_public else reminder(warehouse, briefing, now))


def summary(briefing: Briefing) -> str:
    """The headline with the sentences that lead the sections, at most five and 300 characters; none is cut short."""
    marks = "".join(f"【{word}】" for word in _marks(briefing))
    text = f"{marks}{briefing.title}：{_ended(briefing.headline.text)}"
    said = set(briefing.headline.numbers)
    count = 0
    for sentence in _leading(briefing):
        words = _ended(sentence.text)
        is_new = not sentence.numbers or not said.issuperset(sentence.numbers)
        if is_new and count < _MOST_SENTENCES and len(text) + len(words) <= LONGEST:
            text += words
            said.update(sentence.numbers)
            count += 1
    return text


def reminder(warehouse: Warehouse, briefing: Briefing, now: datetime) -> str:
    """The text to send to the places that are missing or have not sent a returned report again; "" when none is."""
    form = next(info for info in warehouse.forms(briefing.area) if info.form == briefing.forms[0])
    rows = warehouse.obligations(form.form, briefing.area, [briefing.period])
    return reminder_of(form.label, rows, briefing.period, now)


def _marks(briefing: Briefing) -> Iterator[str]:
    if briefing.release.is_demo:
        yield DEMO_MARK
    if briefing.state is State.DRAFT:
        yield State.DRAFT.label
    if briefing.edition is Edition.PUBLIC:
        yield Edition.PUBLIC.label


def _leading(briefing: Briefing) -> Iterator[Sentence]:
    """First the sentences of the first section, which tells of the whole; then the first one of each other."""
    for number, section in enumerate(briefing.sections):
        yield from section.sentences if number == 0 else section.sentences[:1]


def _ended(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"
