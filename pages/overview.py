"""总览：本期缺工状况一页看完。"""

from dashboard.views import overview

overview.page()
