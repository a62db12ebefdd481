"""月通报：七项计划推进得怎么样，各地区位次如何。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import frame, monthly, source_cells

chosen = filters.bar("place", "period", cadence=monthly.CADENCE)
warehouse = release.current()
asked = monthly.ask(warehouse, chosen)
if asked is None:
    monthly.no_form(chosen)
    st.stop()

monthly.heading(asked)
frame.freshness(warehouse, chosen)
monthly.summary(asked)

plan = monthly.picker()
left, right = st.columns(2, gap="medium")
with left:
    monthly.plan_bars(asked, plan)
with right:
    monthly.plan_trend(asked, plan)
monthly.plan_table(asked, plan)
monthly.ranking(asked)
source_cells.section(chosen, [shown.key for shown in plan.metrics])
