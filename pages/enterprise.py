"""企业台账：一家企业的全部情况，每个数都写明来源单元格。"""

import streamlit as st

from dashboard import filters, release
from dashboard.views import enterprise, frame, lists_in_force

chosen = filters.bar("place", "period", "since", lists=True)
warehouse = release.current()
found = enterprise.choose(warehouse, chosen)
if found is None:
    frame.empty(chosen)
    st.stop()

enterprise.heading(found, chosen)
frame.freshness(warehouse, chosen)
enterprise.numbers(found, chosen)
enterprise.ledger(found, chosen)
enterprise.history(found, chosen)
enterprise.lines(found, chosen)
enterprise.items(found)
enterprise.returns(found)
enterprise.remarks(found)
lists_in_force.section(warehouse, chosen)
