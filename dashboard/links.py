"""Links between pages: the filters in the address lead from one page to another."""

from urllib.parse import urlencode

from dashboard.navigation import PAGES, PageEntry


def page(key: str) -> PageEntry:
    """The page of that key.

    Raises:
        KeyError: no such page.
    """
    found = {entry.key: entry for entry in PAGES}
    return found[key]


def address(key: str, **parameters: str | None) -> str:
    """The address of a page with these parameters, seen from any page; those that are None are left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{key}?{urlencode(given)}" if given else key
