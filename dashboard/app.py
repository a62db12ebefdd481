"""The script of every view: page set-up, navigation, then the page."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from dashboard import filters, modes, release
from dashboard.document import CONTENT
from dashboard.modes import View
from dashboard.navigation import PAGES, PageEntry
from dashboard.settings import PRODUCT
from dashboard.views import printing, saved, wallboard
from dashboard.views.welcome import no_release, unusable_release
from data.warehouse.release import NoReleaseError, UnusableReleaseError

_ICON = str(Path(__file__).parent / "static" / "icon.png")
_COLOURS = "safe_colours"


def _page(entry: PageEntry) -> "st.Page":
    return st.Page(entry.path, title=entry.title, url_path=entry.key, default=entry is PAGES[0])


def _menu(pages: dict[str, "st.Page"], shown: str) -> None:
    kept = filters.address() | modes.address()
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
        saved.window(shown)


def _views() -> None:
    """The ways out of the desk, at the foot of the side bar: paper, wall screen, the other pair of colours."""
    with st.sidebar, st.container(gap="small", key="views"):
        with st.container(horizontal=True, gap="small"):
            for view, word, icon in (
                (View.SCREEN, "大屏", ":material/tv:"),
                (View.PRINT, "打印", ":material/print:"),
            ):
                address = urlencode({**st.query_params.to_dict(), modes.VIEW_KEY: view.value})
                st.link_button(word, f"?{address}", icon=icon, type="tertiary")
        st.session_state[_COLOURS] = modes.safe_colours()
        st.toggle(
            "色觉友好配色",
            key=_COLOURS,
            on_change=_colours_chosen,
            help="好坏用蓝和橙表示，代替绿和红；文字（收窄、扩大）不变。",
        )


def _colours_chosen() -> None:
    modes.choose_colours(bool(st.session_state[_COLOURS]))


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
    view = modes.view()
    if view is View.SCREEN:
        wallboard.page()
    elif view is View.PRINT:
        printing.page(chosen.title, chosen.run)
    else:
        _menu(pages, chosen.url_path or PAGES[0].key)
        try:
            with st.container(key=CONTENT):
                for notice in modes.notices():
                    st.warning(notice, icon=":material/visibility_off:")
                chosen.run()
        finally:  # below the filters that the page draws, also when it ends early
            _views()


main()
