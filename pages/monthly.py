"""月通报：七项计划推进得怎么样，各地区位次如何。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import drill, frame, monthly, upward

chosen = filters.bar("place", "period", "since", "against", form=monthly.FORM)
warehouse = release.current()
asked = monthly.ask(warehouse, chosen)

monthly.heading(asked)
frame.freshness(warehouse, chosen)
monthly.summary(asked)
upward.offer(warehouse, chosen, "2")

plan = monthly.picker()
left, right = st.columns(2, gap="medium")
with left:
    monthly.plan_bars(asked, plan)
with right:
    monthly.plan_trend(asked, plan)
monthly.plan_table(asked, plan)
monthly.ranking(asked)
drill.section(chosen, [shown.key for shown in plan.metrics])
