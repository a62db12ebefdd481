"""简报：一期的文字、图、表，定稿与下载。"""

from dashboard.views import briefing

briefing.page()
