"""解决渠道：通过哪些渠道解决的，各地区有什么不同，依据哪些备注。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import channels, drill, frame, range_total

chosen = filters.bar("place", "category", "period", "since")
warehouse = release.current()
asked = channels.ask(warehouse, chosen)

channels.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.has_resolved:
    frame.empty(chosen)
    st.stop()
drill.section(chosen, ["channel_resolved", "resolved"])

channels.over_time(asked)
range_total.channels(chosen, asked.periods, asked.over_time)
channels.by_district(asked)
channels.remarks(asked)
