"""年度考核：缺工率降了没有——各地区报送口径与同口径的降幅，过程指标并列。"""

from dashboard import filters, release
from dashboard.views import assessment, assessment_data, frame

chosen = filters.bar("place", "category", "period", "since")
warehouse = release.current()
asked = assessment_data.ask(warehouse, assessment.ask_for(warehouse, chosen))

assessment.heading(asked)
frame.freshness(warehouse, chosen)
if asked.can_compare:
    assessment.key_figures(asked)
    assessment.falls(asked)
    assessment.course(asked)
    assessment.ranking(asked)
else:
    assessment.duties_only(asked)
assessment.process(warehouse, asked)
