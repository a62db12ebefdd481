"""报送情况：谁报了，谁没报，报得对不对。"""

from dashboard.views import reporting

reporting.page()
