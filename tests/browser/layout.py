"""What a ruler finds on a page: things beyond the edge, words cut off, labels over one another, faint ink."""

from playwright.sync_api import Page

_BLOCKS = ".chart, [data-testid=stMetric], [data-testid=stAlert], [data-testid=stTable], h2, h3"
_ONE_LINERS = "[data-testid=stMetricLabel], [data-testid=stMetricValue], [data-testid=stMetricDelta], button p"

_BEYOND = """
(selector) => {
  const main = document.querySelector('[data-testid=stMain]');
  const right = Math.min(window.innerWidth, main.getBoundingClientRect().right);
  return [...main.querySelectorAll(selector)].filter(element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 0 && (box.right > right + 1 || box.left < -1);
  }).map(element => (element.dataset.testid ?? element.tagName) + ': ' + element.innerText.slice(0, 40));
}
"""

_CUT_OFF = """
(selector) => [...document.querySelectorAll('[data-testid=stMain]')].flatMap(main =>
  [...main.querySelectorAll(selector)].flatMap(outer => [outer, ...outer.querySelectorAll('*')])
    .filter(element => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1
      && element.clientWidth > 0 && ['hidden', 'clip'].includes(getComputedStyle(element).overflowX))
    .map(element => element.innerText.trim()).filter(text => text))
"""

# Labels of one axis row may touch, but not lie over one another.
_OVERLAPPING = """
() => {
  const found = [];
  for (const chart of document.querySelectorAll('.chart-plot')) {
    if (!chart.checkVisibility()) continue;
    for (const kind of ['xtick', 'ytick']) {
      const ticks = [...chart.querySelectorAll(`.${kind} text`)]
        .map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0);
      for (let i = 0; i < ticks.length; i++) for (let j = i + 1; j < ticks.length; j++) {
        const [a, b] = [ticks[i][1], ticks[j][1]];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 2 && high > 4) found.push(`${ticks[i][0]} / ${ticks[j][0]}`);
      }
    }
  }
  return found;
}
"""

_CONTRAST = """
() => {
  const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor);
  const ticks = [...document.querySelectorAll('.xtick text, .ytick text')].map(text => {
    const ink = luminance(getComputedStyle(text).fill);
    return [text.textContent, (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)];
  });
  return [ground, Object.fromEntries(ticks)];
}
"""


def beyond_the_edge(page: Page) -> list[str]:
    """Charts, cards, tables, boxes and headings that reach beyond the window."""
    found: list[str] = page.evaluate(_BEYOND, _BLOCKS)
    return found


def cut_off(page: Page) -> list[str]:
    """Texts of cards and buttons that do not fit and end in an ellipsis."""
    found: list[str] = page.evaluate(_CUT_OFF, _ONE_LINERS)
    return found


def overlapping_ticks(page: Page) -> list[str]:
    """Pairs of axis labels of one chart that lie over one another."""
    found: list[str] = page.evaluate(_OVERLAPPING)
    return found


def contrast_of_ticks(page: Page) -> tuple[float, dict[str, float]]:
    """Relative luminance of the page (0 black, 1 white), and the contrast ratio of every axis label to it."""
    ground, contrasts = page.evaluate(_CONTRAST)
    return float(ground), {str(text): float(value) for text, value in contrasts.items()}
