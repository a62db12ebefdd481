"""What a briefing can be made as."""

from enum import StrEnum

from dashboard.briefing.refusal import BriefingRefusedError


class Kind(StrEnum):
    """Files of an issue; the values are those of `--only`."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    HTML = "html"
    TEXT = "text"
    PNG = "png"
    PAGES = "pages"

    @property
    def label(self) -> str:
        """In the words of the page."""
        return _LABELS[self]

    @property
    def needs_browser(self) -> bool:
        """Whether pictures are drawn for it."""
        return self not in (Kind.XLSX, Kind.TEXT)


_LABELS = {
    Kind.PNG: "图（PNG）",
    Kind.PAGES: "页面截图（PNG）",
    Kind.PDF: "PDF",
    Kind.DOCX: "Word",
    Kind.PPTX: "PPT",
    Kind.XLSX: "Excel",
    Kind.HTML: "网页（离线阅读）",
    Kind.TEXT: "群发文字",
}


def read_kinds(text: str | None) -> frozenset[Kind]:
    """Kinds written with commas: pdf,docx. None: all.

    Raises:
        BriefingRefusedError: an unknown one, or none at all.
    """
    if text is None:
        return frozenset(Kind)
    words = [word.strip().lower() for word in text.replace("，", ",").split(",") if word.strip()]
    unknown = [word for word in words if word not in set(Kind)]
    if unknown or not words:
        known = "、".join(f"{kind.value}（{kind.label}）" for kind in Kind)
        raise BriefingRefusedError(f"没有“{'、'.join(unknown) or text}”这种文件，--only 可用：{known}。")
    return frozenset(map(Kind, words))
