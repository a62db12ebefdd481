"""周调度：附件1 汇总表，随报送更新，可按原表样下载。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import drill, frame, weekly

chosen = filters.bar("place", "category", "period", "since", "against", form=weekly.FORM)
warehouse = release.current()
asked = weekly.ask(warehouse, chosen)

weekly.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.is_reported:
    frame.empty(chosen)
    st.stop()

weekly.key_figures(asked)
weekly.official_table(warehouse, asked)
weekly.enterprises(warehouse, asked)
drill.section(chosen, ["shortage", "resolved", "resolved_total", "enterprises", "headcount"])
