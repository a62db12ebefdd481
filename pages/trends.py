"""区县趋势：各区县缺工率走势如何，谁高谁低，位次怎样变化。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import alerts, compare, drill, frame, measures, trends

chosen = filters.bar("place", "category", "period", "since", "against")
warehouse = release.current()
asked = trends.ask(warehouse, chosen)

trends.heading(asked)
frame.freshness(warehouse, chosen)
alerts.section(warehouse, chosen)
if not asked.districts():
    frame.empty(chosen)
    st.stop()
drill.section(chosen, ["shortage_rate", "shortage", "headcount"])

trends.panels(asked)
trends.lines(asked)
trends.ranking(asked)
trends.heat_table(asked)
compare.section(warehouse, chosen, asked.region)
measures.section(warehouse, chosen)
