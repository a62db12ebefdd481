"""Words that a reader sees or listens to and that are not Chinese: none of Streamlit's own may show."""

import re

from playwright.sync_api import Page

# What a sighted reader can see: text, the placeholder of an empty field, the bubble of a title. Icons are letters in
# an icon font.
_READ_PAGE = """
() => {
  const seen = [];
  const isVisible = element => {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('script, style, noscript, template') || !isVisible(element)) continue;
    if (getComputedStyle(element).fontFamily.includes('Material Symbols')) continue;
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) seen.push(node.textContent.trim());
    if (element.title) seen.push(element.title);
    const isTyped = element.tagName === 'INPUT' && !['checkbox', 'radio'].includes(element.type);
    if (isTyped || element.tagName === 'TEXTAREA') seen.push(element.value || element.placeholder);
  }
  return seen;
}
"""

# What those who listen are told instead: names of controls and pictures.
_LISTEN = """
() => [...document.querySelectorAll('[aria-label], [alt]')]
  .filter(element => !element.closest('[aria-hidden=true]'))
  .map(element => element.getAttribute('aria-label') ?? element.getAttribute('alt'))
"""

_ALLOWED = (
    r"\.(xlsx|xlsm|xls|et|ods|csv|docx)\b",  # names of received files
    r"\bSheet\d*\b",  # names that spreadsheet programs give to sheets
    r"\b[A-Z]{1,3}\d+\b",  # cells, releases (R000001)
    r"\b\d{4}-W\d{2}\b",
    r"\b(Excel|CSV|PNG|SVG)\b",
    r"\b[\d.]+ ?[KM]B\b",  # sizes of files
    r"\b9[0-9A-Z]{17}\b",  # unified social credit codes
)
_FOREIGN = re.compile(r"[A-Za-z]{2,}|\bst\.")


def foreign_words(page: Page, *, known: tuple[str, ...] = ()) -> list[str]:
    """Visible texts and names for screen readers with Latin words, apart from file names, cells, keys of periods
    and releases, Excel and CSV.

    Args:
        page: the page as it is now.
        known: further words that the test itself has brought onto the page.
    """
    texts: list[str] = [*page.evaluate(_READ_PAGE), *page.evaluate(_LISTEN)]
    allowed = re.compile("|".join([*_ALLOWED, *map(re.escape, known)]))
    return sorted({text for text in texts if _FOREIGN.search(allowed.sub("", text))})
