"""What needs attention: rules over numbers of a release, with the bounds of `thresholds.csv`."""

from dashboard.alerts.model import Alert, Alerts, Watch
from dashboard.alerts.search import find, line_rises

__all__ = ["Alert", "Alerts", "Watch", "find", "line_rises"]
