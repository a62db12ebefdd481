"""工种缺工：缺哪些工种，缺在哪里，从什么时候开始缺。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import drill, frame, jobs, jobs_data

chosen = filters.bar("place", "category", "period", "since", "job", "skill", "against")
warehouse = release.current()
asked = jobs_data.ask(warehouse, chosen)

jobs.heading(asked)
frame.freshness(warehouse, chosen)
if not asked.now():
    frame.empty(chosen)
    st.stop()
drill.section(chosen, ["shortage"])

left, right = st.columns(2, gap="medium")
with left:
    jobs.ranking(asked)
with right:
    jobs.moves(asked)
    jobs.skill_levels(asked)
jobs.enterprises(warehouse, asked)
jobs.heat_table(asked)
jobs.trend(asked)
