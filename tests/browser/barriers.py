"""What axe-core finds on a page: barriers for readers who use the keyboard, a screen reader, or strong contrast."""

from dataclasses import dataclass

from tests.browser.driver import Reader
from tests.system_packages import AXE

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOKED_AT = frozenset({"serious", "critical"})


@dataclass(frozen=True)
class Theirs:
    """A barrier that Streamlit itself puts up and that no setting or style of ours takes away."""

    rule: str
    part: str  # CSS selector that holds the element
    reason: str


STREAMLITS_OWN: tuple[Theirs, ...] = (
    Theirs(
        "scrollable-region-focusable",
        "[data-testid=stTable]",
        "a tall st.table scrolls inside itself; browsers of today give a scroller the focus, the rule does not know it",
    ),
    Theirs(
        "color-contrast",
        "[data-testid=stSelectbox]:has(input:disabled)",
        "the label of a filter that a page does not use; WCAG 1.4.3 leaves out inactive controls",
    ),
)
"""As narrow as each allows: rule and part."""

_RUN = """
async ([chosen, theirs]) => {
  const found = await axe.run(document, {runOnly: chosen, resultTypes: ['violations']});
  return found.violations.flatMap(({id, impact, nodes}) => nodes.map(({target, html, any}) => {
    const element = document.querySelector(target[0]);
    const isTheirs = theirs.some(([rule, part]) => rule === id && element?.closest(part));
    return {id, impact, isTheirs, target: target.join(' '), html: html.slice(0, 160), why: any[0]?.message ?? ''};
  }));
}
"""


def barriers(view: Reader, only: str | None = None) -> list[str]:
    """Serious and critical barriers of ours, one line each; by one rule alone where the others have been looked at."""
    if not view.page.evaluate("'axe' in window"):
        view.page.evaluate(AXE.read_text(encoding="utf-8") + "; void 0")
    theirs = [[item.rule, item.part] for item in STREAMLITS_OWN]
    chosen = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": _RULES}
    found = view.page.evaluate(_RUN, [chosen, theirs])
    return sorted(
        f"{item['id']} ({item['impact']}): {item['html']} — {item['why']}"
        for item in found
        if item["impact"] in _LOOKED_AT and not item["isTheirs"]
    )
