"""数据质量：这些数能不能信——校验发现、行数核对、沿用、更正、存疑的数。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import frame, quality

chosen = filters.bar("place", "form", "period", "since", newest=True, lists=True)
warehouse = release.current()
asked = quality.ask(warehouse, chosen)

quality.heading(asked)
frame.freshness(warehouse, chosen)
if asked.quality.files.empty and asked.quality.standing.empty:
    frame.empty(chosen)
    st.stop()

quality.key_figures(asked)
quality.findings(asked)
quality.reconciliation(asked)
quality.carried(asked)
quality.revisions(asked)
quality.doubts(asked)
