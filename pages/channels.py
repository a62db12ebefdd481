"""解决渠道：通过哪些渠道解决的，各地区有什么不同，依据哪些备注。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import channels, frame, source_cells

chosen = filters.bar("place", "category", "period")
warehouse = release.current()
asked = channels.ask(warehouse, chosen)

channels.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.has_resolved:
    frame.empty(chosen)
    st.stop()

channels.over_time(asked)
channels.by_district(asked)
channels.remarks(asked)
source_cells.section(chosen, ["channel_resolved", "resolved"])
