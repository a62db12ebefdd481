"""What is shown before the first publication, and when the published file cannot be read."""

import streamlit as st

from dashboard.labels import plain
from dashboard.settings import PRODUCT, settings
from dashboard.views import upload


def no_release() -> None:
    """Say that there is no data yet, and how it gets here."""
    st.header(PRODUCT, anchor=False)
    with st.container(border=True):
        st.markdown("**还没有发布过数据**")
        st.markdown("装载报表后，本页会在下一次操作时自动显示，不必重启。")
        st.markdown("`python -m etl load 报表文件或文件夹`")
        st.caption("环境变量 REPORTS_HOME 指定数据目录；没有指定时为程序目录下的 data/。装载程序与看板须指向同一目录。")
        st.button("重新检查", icon=":material/refresh:")
    if settings().can_upload:
        upload.section(None)


def unusable_release(reason: str) -> None:
    """Say that the published data cannot be opened, why, and what the administrator does about it."""
    st.header(PRODUCT, anchor=False)
    with st.container(border=True):
        st.markdown("**已发布的数据暂时打不开**")
        st.markdown(plain(reason))
        st.caption("修复后，本页会在下一次操作时自动显示，不必重启。")
        st.button("重新检查", icon=":material/refresh:")
