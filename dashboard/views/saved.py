"""保存的视图: a small window in the side bar with names for links, shared by everyone on this installation."""

from collections.abc import Callable

import streamlit as st

from dashboard import labels
from dashboard.navigation import PAGES, PageEntry
from dashboard.saved_views import LONGEST_NAME, SavedView, ViewError, ViewStore
from dashboard.settings import settings
from data.warehouse.home import Home

_NAME = "saved_name"
_NEW_NAME = "saved_new_name"
_EDITED = "saved.edited"  # id of the view whose name is being changed
_TOLD = "saved.told"  # what the last act came to: (is an error, words)
_DELETED = "saved.deleted"  # the view that this session deleted last
_HEIGHT = 320
_MANY = 6


def window(page: str) -> None:
    """The window, unless the installation has switched saved views off.

    Args:
        page: key of the page that is being shown.
    """
    if settings().can_save_views:
        _window(page)


@st.fragment
def _window(page: str) -> None:
    popover = st.popover(
        "保存的视图",
        icon=":material/bookmarks:",
        type="tertiary",
        key="saved_views",
        on_change="rerun",
        help="给当前页面和筛选条件起个名字，以后一点就回到这里",
    )
    if not popover.open:
        return
    store = ViewStore.of(Home.from_environment())
    with popover:
        _form(store, page)
        _told(store)
        views = store.read()
        if views.unreadable:
            st.caption(f"视图文件中有 {views.unreadable} 行无法读取，已跳过。")
        if not views.standing:
            st.caption("还没有保存的视图。")
            return
        many = len(views.standing) > _MANY
        with st.container(height=_HEIGHT if many else "content", border=False, gap="xsmall", key="saved_list"):
            for view in views.standing:
                _row(store, view)


def _form(store: ViewStore, page: str) -> None:
    with st.form("saved_form", enter_to_submit=False, border=False, clear_on_submit=False):
        st.text_input("名称", key=_NAME, max_chars=LONGEST_NAME, placeholder="如：薛城、峄城重大项目")
        st.form_submit_button("保存当前视图", icon=":material/bookmark_add:", on_click=_save, args=(store, page))
    st.caption("本机所有使用者都看得到，也都可以改名、删除。")


def _save(store: ViewStore, page: str) -> None:
    def act() -> str:
        made = store.save(str(st.session_state[_NAME]), page, st.query_params.to_dict())
        st.session_state[_NAME] = ""
        return f"已保存“{made.name}”。"

    _do(act)


def _rename(store: ViewStore, view: SavedView) -> None:
    def act() -> str:
        store.rename(view.view_id, str(st.session_state[_NEW_NAME]))
        st.session_state[_EDITED] = None
        return "已改名。"

    _do(act)


def _delete(store: ViewStore, view: SavedView) -> None:
    def act() -> str:
        store.delete(view.view_id)
        st.session_state[_DELETED] = view
        return f"已删除“{view.name}”。"

    _do(act)


def _restore(store: ViewStore, view: SavedView) -> None:
    def act() -> str:
        store.restore(view.view_id)
        st.session_state[_DELETED] = None
        return f"已恢复“{view.name}”。"

    _do(act)


def _do(act: Callable[[], str]) -> None:
    """An act on the store and what to tell the reader about it."""
    try:
        st.session_state[_TOLD] = (False, act())
    except ViewError as error:
        st.session_state[_TOLD] = (True, str(error))


def _told(store: ViewStore) -> None:
    """What the last act came to, once; after a deletion the way back."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        is_error, words = told
        (st.error if is_error else st.success)(labels.plain(words))
    deleted: SavedView | None = st.session_state.get(_DELETED)
    if deleted is not None:
        st.button(
            labels.plain(f"恢复“{deleted.name}”"),
            key="saved_restore",
            icon=":material/undo:",
            type="tertiary",
            on_click=_restore,
            args=(store, deleted),
        )


def _row(store: ViewStore, view: SavedView) -> None:
    if st.session_state.get(_EDITED) == view.view_id:
        _renaming(store, view)
        return
    entry = _page(view.page)
    name = labels.plain(view.name)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if entry is None:
            st.caption(f"{name}（本版没有这一页）", width="stretch")
        else:
            st.page_link(
                entry.path,
                label=name,
                icon=entry.icon,
                query_params=view.query,
                width="stretch",
                help=f"{entry.title}；{view.saved_at} 保存",
            )
        st.button(
            "改名",
            key=f"saved_edit_{view.view_id}",
            type="tertiary",
            on_click=_edit,
            args=(view,),
        )
        st.button(
            "删除",
            key=f"saved_delete_{view.view_id}",
            type="tertiary",
            on_click=_delete,
            args=(store, view),
        )


def _edit(view: SavedView) -> None:
    st.session_state[_EDITED] = view.view_id
    st.session_state[_NEW_NAME] = view.name


def _leave() -> None:
    st.session_state[_EDITED] = None


def _renaming(store: ViewStore, view: SavedView) -> None:
    with st.form("saved_rename", enter_to_submit=False, border=False):
        st.text_input("新名称", key=_NEW_NAME, max_chars=LONGEST_NAME)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("改名", on_click=_rename, args=(store, view))
            st.form_submit_button("取消", type="tertiary", on_click=_leave)


def _page(key: str) -> PageEntry | None:
    return next((entry for entry in PAGES if entry.key == key), None)
