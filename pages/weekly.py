"""周调度：附件1 汇总表，随报送更新，可按原表样下载。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import frame, source_cells, weekly

chosen = filters.bar("place", "category", "period", cadence=weekly.CADENCE)
warehouse = release.current()
asked = weekly.ask(warehouse, chosen)
if asked is None:
    weekly.no_form(chosen)
    st.stop()

weekly.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.is_reported:
    frame.empty(chosen)
    st.stop()

weekly.key_figures(asked)
weekly.official_table(warehouse, asked)
weekly.enterprises(asked)
source_cells.section(chosen, ["enterprises", "headcount", "shortage", "resolved", "resolved_total"])
