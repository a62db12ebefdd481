"""The files of an issue: pictures from the studio, documents written beside it."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from dashboard.as_known import KEY as AS_OF
from dashboard.briefing import naming
from dashboard.briefing.camera import Drawn
from dashboard.briefing.changes import Changes
from dashboard.briefing.evidence import Evidence
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import Briefing
from dashboard.briefing.page import html
from dashboard.briefing.slides import pptx
from dashboard.briefing.steps import Steps
from dashboard.briefing.studio import Studio
from dashboard.briefing.word import docx
from dashboard.briefing.workbook import xlsx
from data.warehouse.period import Cadence

PAGES = {
    Cadence.DAILY: ("overview", "jobs", "channels", "trends", "reporting", "quality"),
    Cadence.WEEKLY: ("overview", "jobs", "channels", "weekly", "trends", "reporting", "quality"),
    Cadence.MONTHLY: ("monthly", "reporting"),
}
"""Pages that show the period of an issue."""


@dataclass
class Products:
    """Files of an issue: content and kind by name."""

    content: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)

    def add(self, name: str, kind: Kind, content: bytes) -> None:
        """One more file."""
        self.content[name] = content
        self.kinds[name] = kind


def produce(
    briefing: Briefing,
    drawing: "Future[Drawn] | None",
    proof: Evidence,
    found: Changes | None,
    kinds: frozenset[Kind],
    start: str,
    studio: Studio,
    steps: Steps,
) -> Products:
    """All files but the texts for a chat.

    Args:
        briefing: what they say.
        drawing: its figures on their way; None: none of the files needs them.
        proof: its evidence, for the workbook.
        found: what differs from the issue before.
        kinds: the files wanted.
        start: with which their names begin.
        studio: draws the pictures while the documents are written.
        steps: takes the times.
    """
    products = Products()
    if Kind.XLSX in kinds:
        with steps.step("生成 Excel"):
            products.add(f"{start}.xlsx", Kind.XLSX, xlsx(briefing, proof, found))
    if drawing is None:
        return products
    drawn = drawing.result()
    printing = _offline(briefing, drawn, kinds, start, products, studio, steps)
    shooting = studio.shoot(page_query(briefing), PAGES[briefing.cadence]) if Kind.PAGES in kinds else None
    _documents(briefing, drawn, kinds, start, products, steps)
    if printing is not None:
        products.add(f"{start}.pdf", Kind.PDF, printing.result())
    if Kind.PNG in kinds:
        for number, figure in enumerate(briefing.figures, start=1):
            products.add(naming.of_figure(start, number, figure), Kind.PNG, drawn.framed_png[figure.key])
    if shooting is not None:
        for key, picture in shooting.result().items():
            products.add(naming.of_sheet(start, key), Kind.PAGES, picture)
    return products


def page_query(briefing: Briefing) -> Mapping[str, str]:
    """The address of the pages that show the same: place, period, form, and the moment of knowledge to its last bit."""
    area = briefing.area
    query = {"place": area if isinstance(area, str) else ",".join(area), "period": str(briefing.period)}
    if briefing.cadence is Cadence.MONTHLY:
        query["form"] = briefing.forms[0]
    if briefing.as_of is not None:
        query[AS_OF] = briefing.as_of.isoformat()
    return query


def _offline(
    briefing: Briefing,
    drawn: Drawn,
    kinds: frozenset[Kind],
    start: str,
    products: Products,
    studio: Studio,
    steps: Steps,
) -> "Future[bytes] | None":
    """The document for reading offline, and the same on its way to paper."""
    if not kinds & {Kind.HTML, Kind.PDF}:
        return None
    with steps.step("生成网页"):
        document = html(briefing, drawn.svg)
    if Kind.HTML in kinds:
        products.add(f"{start}.html", Kind.HTML, document.encode())
    return studio.print(document) if Kind.PDF in kinds else None


def _documents(
    briefing: Briefing, drawn: Drawn, kinds: frozenset[Kind], start: str, products: Products, steps: Steps
) -> None:
    for kind, write in ((Kind.DOCX, docx), (Kind.PPTX, pptx)):
        if kind in kinds:
            with steps.step(f"生成 {kind.label}"):
                products.add(f"{start}.{kind}", kind, write(briefing, drawn.png))
