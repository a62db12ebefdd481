"""The script of every view: page set-up, navigation, then the page."""

from pathlib import Path

import streamlit as st

from dashboard import filters, release
from dashboard.navigation import PAGES, PageEntry
from dashboard.settings import PRODUCT
from dashboard.views.welcome import no_release, unusable_release
from data.warehouse.release import NoReleaseError, UnusableReleaseError

_ICON = str(Path(__file__).parent / "static" / "icon.png")


def _page(entry: PageEntry) -> "st.Page":
    return st.Page(entry.path, title=entry.title, url_path=entry.key, default=entry is PAGES[0])


def _menu(pages: dict[str, "st.Page"]) -> None:
    kept = filters.address()
    st.logo(_ICON, size="large")
    with st.sidebar:
        st.markdown(f"**{PRODUCT}**")
        with st.container(gap="xsmall", key="menu"):
            for entry in PAGES:
                st.page_link(
                    pages[entry.key],
                    label=entry.title,
                    icon=entry.icon,
                    width="stretch",
                    query_params=kept,
                )


def main() -> None:
    """Draw the frame and run the page of the address."""
    pages = {entry.key: _page(entry) for entry in PAGES}
    chosen = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=f"{chosen.title} · {PRODUCT}", page_icon=_ICON, layout="wide")
    try:
        release.current()
    except NoReleaseError:
        no_release()
        return
    except UnusableReleaseError as error:
        unusable_release(str(error))
        return
    _menu(pages)
    chosen.run()


main()
