"""口径说明：每个数是什么意思。"""

from dashboard.views import definitions

definitions.page()
