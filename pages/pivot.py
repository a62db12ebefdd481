"""自助分析：自选行、列、指标，小计按口径计算。"""

from dashboard.views import pivot

pivot.page()
