"""The briefing as slides (.pptx): one message a slide, native tables, editable text, the sentences as notes."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from pptx.presentation import Presentation
from pptx.slide import Slide

from dashboard.briefing import slide_master as master
from dashboard.briefing import slide_parts as parts
from dashboard.briefing.measure import ems, flowing
from dashboard.briefing.model import Briefing, Figure, Section, Table
from dashboard.briefing.office_file import describe, issue, knowledge, marks, moment, one_line, sealed, stated
from dashboard.briefing.slide_master import AREA, Box
from dashboard.briefing.slide_pages import table_pages, text_pages
from dashboard.briefing.slide_parts import text_height

_COVER_SIZES = (44.0, 40.0, 36.0, 32.0, 28.0, 24.0)
_HEADLINE_SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
_COVER_HEADLINE = Box(60, 252, 840, 110)
_COVER_MARKS = Box(60, 78, 840, 30)
_COVER_FACTS = Box(60, 400, 840, 90)
_LONGEST_TITLE = 56.0
"""Em up to which a sentence serves as the title of its slide."""
_LEAD_SIZE = 16.0
"""Of sentences above a table."""
_LEAD_GAP = 6.0
_LEAST_SIZE = 12.0
"""Of a table below sentences."""
_CONTINUED = "（续）"


def pptx(briefing: Briefing, pictures: Mapping[str, bytes]) -> bytes:
    """The file: cover, sections in order, 往期修订, 口径, and none of the 附表; the same bytes when asked again.

    Args:
        briefing: what it says.
        pictures: PNG of every figure, by the figure's key.

    Raises:
        KeyError: a figure has no picture.
    """
    slides = _Slides(master.blank(), briefing)
    slides.cover()
    for section in briefing.sections:
        slides.section(section, pictures)
    if briefing.revisions is not None:
        slides.table(briefing.revisions, "往期修订", ())
    slides.text("口径和数据说明", slides.where, [f"{name}：{value}" for name, value in briefing.statements], ())
    describe(slides.presentation.core_properties, briefing)
    target = BytesIO()
    slides.presentation.save(target)
    return sealed(target.getvalue(), moment(briefing))


class _Slides:
    """Adds slides to a presentation, all with the same foot."""

    def __init__(self, presentation: Presentation, briefing: Briefing) -> None:
        self.presentation = presentation
        self.briefing = briefing
        self.where = f"{briefing.place_name}，{briefing.period.label}"
        facts = (stated(briefing, "数据截至"), knowledge(briefing), marks(briefing))
        self.foot = "　".join(filter(None, facts))

    def cover(self) -> None:
        """Title, issue and period, marks, and the headline, which alone says how things stand."""
        briefing = self.briefing
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[master.COVER])
        line = f"{briefing.place_name}　{issue(briefing)}　{briefing.period.label}"
        parts.set_placeholder(slide, 0, briefing.title, master.COVER_TITLE, _COVER_SIZES)
        parts.set_placeholder(slide, 10, line, master.COVER_LINE, (20.0, 18.0, 16.0, 14.0))
        if marks(briefing):
            parts.add_text(slide, [marks(briefing)], _COVER_MARKS, size=18, colour=master.RED, name="标记")
        headline = one_line(briefing.headline.text)
        size = parts.size_for(headline, _COVER_HEADLINE, _HEADLINE_SIZES)
        parts.add_text(slide, [headline], _COVER_HEADLINE, size=size, name="要点")
        facts = [f"{name}：{value}" for name, value in briefing.context if name in {"数据截至", "报送覆盖"}]
        parts.add_text(slide, facts, _COVER_FACTS, size=14, colour=master.GREY, name="数据情况")
        parts.add_foot(slide, self.foot)
        parts.add_notes(slide, [headline])
        parts.finish(slide)

    def section(self, section: Section, pictures: Mapping[str, bytes]) -> None:
        """A slide for every figure and table; the sentences above the first table, else on a slide of their own.

        Beside figures, which tell a finding each, sentences that find no place stay with the speaker.
        """
        texts = tuple(one_line(sentence.text) for sentence in section.sentences)
        notes = [*texts, *section.notes]
        for figure in section.figures:
            self._figure(figure, pictures[figure.key], notes)
        first = section.tables[0] if section.tables else None
        title, lead = _message(texts)
        above = ["".join(group) for group in flowing(lead)]
        if first is not None and texts and self._fits_above(first, above):
            self.table(first, section.title, notes, title=title, lead=above)
        else:
            if texts and not section.figures:
                self.text(section.title, self.where, texts, notes)
            if first is not None:
                self.table(first, section.title, notes)
        for table in section.tables[1:]:
            self.table(table, section.title, notes)

    def table(
        self, table: Table, about: str, notes: Sequence[str], *, title: str = "", lead: Sequence[str] = ()
    ) -> None:
        """A native table over as many slides as it needs, its notes below the last part.

        Args:
            table: what is shown.
            about: the section that it belongs to.
            notes: for the speaker.
            title: the finding, where it is not the table's own title.
            lead: sentences above the table.
        """
        above = text_height(lead, AREA.width, _LEAD_SIZE) + _LEAD_GAP if lead else 0.0
        found = table_pages(table, above=above)
        subtitle = "　".join(dict.fromkeys([*([table.title.text] if title else []), about, self.where]))
        for number, page in enumerate(found.pages):
            slide = self._slide((title or table.title.text) + (_CONTINUED if number else ""), subtitle)
            if lead:
                parts.add_text(slide, lead, Box(AREA.left, AREA.top, AREA.width, above), size=_LEAD_SIZE)
            top = AREA.top + above
            bottom = top + parts.add_table(
                slide, table, page.rows, found.columns, (found.head, list(page.heights)), top
            )
            texts = ["无。"] if not table.rows else [f"注：{note}" for note in table.notes]
            if page is found.pages[-1] and texts:
                below = Box(AREA.left, bottom + 8, AREA.width, text_height(texts, AREA.width, parts.NOTE_SIZE))
                parts.add_text(slide, texts, below, size=parts.NOTE_SIZE, colour=master.GREY, name="注")
            self._close(slide, notes)

    def text(self, title: str, subtitle: str, texts: Sequence[str], notes: Sequence[str]) -> None:
        """Paragraphs, over as many slides as a readable size needs."""
        size, pages = text_pages(texts)
        for number, page in enumerate(pages):
            slide = self._slide(title + (_CONTINUED if number else ""), subtitle)
            parts.add_text(slide, page, AREA, size=size)
            self._close(slide, notes)

    def _fits_above(self, table: Table, lead: Sequence[str]) -> bool:
        """Whether sentences and table share a slide on which both are well read."""
        above = text_height(lead, AREA.width, _LEAD_SIZE) + _LEAD_GAP if lead else 0.0
        found = table_pages(table, above=above)
        return len(found.pages) == 1 and found.columns.size >= _LEAST_SIZE

    def _figure(self, figure: Figure, picture: bytes, notes: Sequence[str]) -> None:
        slide = self._slide(figure.title.text, figure.subtitle)
        parts.add_picture(slide, picture, alt=figure.alt, name=figure.key)
        self._close(slide, notes)

    def _slide(self, title: str, subtitle: str) -> Slide:
        return parts.new_slide(self.presentation, title=title, subtitle=subtitle, foot=self.foot)

    def _close(self, slide: Slide, notes: Sequence[str]) -> None:
        if notes:
            parts.add_notes(slide, notes)
        parts.finish(slide)


def _message(texts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Title and text of a slide: the first sentence is the title where it is short enough and others follow."""
    if len(texts) > 1 and ems(texts[0]) <= _LONGEST_TITLE:
        return texts[0].removesuffix("。"), texts[1:]
    return "", texts
