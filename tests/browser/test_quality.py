"""数据质量 leads on: from a file to its report, from a doubted number to the enterprise."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.driver import Reader


@pytest.mark.parametrize(("part", "page"), [("files", "reporting"), ("doubts", "enterprise")])
def test_rows_lead_to_the_report_and_to_the_enterprise(view: Reader, part: str, page: str) -> None:
    view.open("/quality?since=2021-W20")
    link = view.page.locator(f".st-key-card_{part} table a").first
    link.scroll_into_view_if_needed()
    address = urlsplit(str(link.evaluate("element => element.href")))
    assert address.path == f"/{page}"
    assert view.server.endswith(address.netloc)
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    view.open(f"{address.path}?{address.query}")
    assert view.query() == asked
    name = asked.get("enterprise")
    if name is None:
        assert view.page.locator(".st-key-card_files table").is_visible()
    view.sound()
