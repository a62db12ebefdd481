"""What is shown before the first publication."""

import streamlit as st

from dashboard.settings import PRODUCT


def no_release() -> None:
    """Say that there is no data yet, and how it gets here."""
    st.header(PRODUCT, anchor=False)
    with st.container(border=True):
        st.markdown("**还没有发布过数据**")
        st.markdown("装载报表后，本页会在下一次操作时自动显示，不必重启。")
        st.markdown("`python -m etl load 报表文件或文件夹`")
        st.caption("环境变量 REPORTS_HOME 指定数据目录；没有指定时为程序目录下的 data/。装载程序与看板须指向同一目录。")
        st.button("重新检查", icon=":material/refresh:")
