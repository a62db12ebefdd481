"""区县趋势：各区县缺工率走势如何，谁高谁低，位次怎样变化。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import frame, source_cells, trends

chosen = filters.bar("place", "category", "period")
warehouse = release.current()
asked = trends.ask(warehouse, chosen)

trends.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.districts():
    frame.empty(chosen)
    st.stop()

trends.panels(asked)
trends.lines(asked)
trends.ranking(asked)
trends.heat_table(asked)
source_cells.section(chosen, ["shortage_rate", "shortage", "headcount"])
