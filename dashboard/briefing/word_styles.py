"""Page and paragraph styles of the Word file: A4 and type sizes in the manner of an official 简报 (GB/T 9704)."""

from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.parser import parse_xml

from dashboard.briefing.typefaces import FANGSONG, HEI, KAI, LANGUAGE, LATIN_LANGUAGE, SONG, word_fonts

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4 in millimetres."""
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 37.0, 35.0, 28.0, 26.0
"""GB/T 9704-2012, 5.2.1: 37 mm above and 28 mm left of the text, which is 156 mm wide and 225 mm high."""
POINTS_PER_MM = 72 / 25.4
TEXT_WIDTH = (PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT) * POINTS_PER_MM
"""Of an upright page, in points."""
TURNED_WIDTH = (PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) * POINTS_PER_MM
"""Of a page on its side, whose margins turn with it, in points."""

RED = "C00000"
GREY = "595959"
BODY_SIZE = 16.0
"""三号, in points."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; lengths are points.

    Attributes:
        key: its id in the file.
        name: as Word lists it; English where it is one of Word's own, so that outline and captions work.
        line: exact line height; None: single spacing.
        indent: first-line indent in characters.
        outline: level in the outline, 0 the highest; None: body text.
        rule: a red line below the paragraph.
    """

    key: str
    name: str
    face: str
    size: float
    is_bold: bool = False
    colour: str = "000000"
    align: str = "left"
    line: float | None = None
    before: float = 0
    after: float = 0
    indent: int = 0
    keeps_next: bool = False
    outline: int | None = None
    rule: bool = False

    @property
    def xml(self) -> str:
        """`w:style`; the children of pPr and rPr stand in the order that the schema demands."""
        spacing = f'w:before="{self.before * 20:.0f}" w:after="{self.after * 20:.0f}"'
        height = (
            'w:line="240" w:lineRule="auto"'
            if self.line is None
            else f'w:line="{self.line * 20:.0f}" w:lineRule="exact"'
        )
        rule = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{RED}"/></w:pBdr>'
        indent = f'<w:ind w:firstLineChars="{self.indent * 100}" w:firstLine="{self.indent * self.size * 20:.0f}"/>'
        default = ' w:default="1"' if self.key == NORMAL else ""
        based = "" if self.key == NORMAL else f'<w:basedOn w:val="{NORMAL}"/>'
        paragraph = (
            ("<w:keepNext/>" if self.keeps_next else "")
            + (rule if self.rule else "")
            + ('<w:tabs><w:tab w:val="right" w:pos="%.0f"/></w:tabs>' % (TEXT_WIDTH * 20) if self.rule else "")
            + f"<w:spacing {spacing} {height}/>"
            + (indent if self.indent else "")
            + f'<w:jc w:val="{self.align}"/>'
            + (f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "")
        )
        run = _run(self.face, self.size, self.is_bold, self.colour)
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.key}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )


def _run(face: str, size: float, is_bold: bool, colour: str) -> str:
    bold = "<w:b/><w:bCs/>" if is_bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return (
        f'{word_fonts(face)}{bold}<w:color w:val="{colour}"/><w:sz w:val="{size * 2:.0f}"/>'
        f'<w:szCs w:val="{size * 2:.0f}"/><w:lang w:val="{LATIN_LANGUAGE}" w:eastAsia="{LANGUAGE}"/>'
    )


NORMAL = "Normal"
MARKS, NAME, ISSUE, HEAD_LINE, HEADLINE = "BriefingMarks", "BriefingName", "BriefingIssue", "BriefingHeadLine", "Title"
HEADING, END_HEADING, BODY, NOTE = "Heading1", "BriefingEndHeading", "BodyText", "BriefingNote"
STATEMENT, BREAK = "BriefingStatement", "BriefingBreak"
PICTURE, CAPTION, CAPTION_BELOW = "BriefingPicture", "Caption", "BriefingCaptionBelow"
TABLE_TITLE, TABLE_HEAD, TABLE_TEXT, TABLE_NUMBER = "TableTitle", "TableHead", "TableText", "TableNumber"
HEADER, FOOTER = "Header", "Footer"

_NORMAL = Style(NORMAL, "Normal", FANGSONG, BODY_SIZE)
_TABLE = Style(TABLE_TEXT, "表格文字", FANGSONG, 10.5, before=1, after=1)
STYLES: tuple[Style, ...] = (
    _NORMAL,
    Style(MARKS, "简报标记", HEI, 14, colour=RED, keeps_next=True),
    Style(NAME, "简报名称", SONG, 36, is_bold=True, colour=RED, align="center", before=12, after=12, keeps_next=True),
    Style(ISSUE, "简报期号", FANGSONG, 16, align="center", after=8, keeps_next=True),
    Style(HEAD_LINE, "简报报头", FANGSONG, 14, rule=True, keeps_next=True),
    Style(HEADLINE, "Title", SONG, 22, is_bold=True, align="center", line=34, before=22, after=16, keeps_next=True),
    Style(HEADING, "heading 1", HEI, BODY_SIZE, line=28, before=6, after=2, indent=2, keeps_next=True, outline=0),
    Style(END_HEADING, "附录标题", HEI, BODY_SIZE, line=28, before=12, after=4, keeps_next=True, outline=0),
    Style(BODY, "Body Text", FANGSONG, BODY_SIZE, align="both", line=28, indent=2),
    Style(NOTE, "简报注释", KAI, 10.5, before=2, after=2, colour=GREY),
    Style(STATEMENT, "数据说明", FANGSONG, 10.5, align="both", line=17, after=2),
    Style(BREAK, "分节", FANGSONG, 1, line=1),
    Style(PICTURE, "图", FANGSONG, 10.5, align="center", before=8, keeps_next=True),
    Style(CAPTION, "caption", HEI, 12, align="center", before=4, after=2, keeps_next=True),
    Style(CAPTION_BELOW, "图的说明", FANGSONG, 10.5, align="center", after=10, colour=GREY),
    Style(TABLE_TITLE, "表题", HEI, 12, align="center", before=10, after=4, keeps_next=True),
    replace(_TABLE, key=TABLE_HEAD, name="表头", face=HEI, align="center", keeps_next=True),
    _TABLE,
    replace(_TABLE, key=TABLE_NUMBER, name="表格数字", align="right"),
    Style(HEADER, "header", SONG, 9, align="right", colour=GREY),
    Style(FOOTER, "footer", SONG, 10.5, align="center"),
)

_NORMAL_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def style_sheet() -> Any:
    """The part word/styles.xml as an element: defaults, then the styles; nothing of a face that is not ours."""
    defaults = f"<w:rPr>{_run(_NORMAL.face, _NORMAL.size, is_bold=False, colour='000000')}</w:rPr>"
    character = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    )
    return parse_xml(
        f"<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{character}{_NORMAL_TABLE}{''.join(style.xml for style in STYLES)}</w:styles>"
    )


def settings() -> Any:
    """The part word/settings.xml as an element: Chinese, punctuation as Word sets it for Chinese."""
    return parse_xml(
        f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{LATIN_LANGUAGE}" w:eastAsia="{LANGUAGE}"/>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/></w:settings>'
    )
