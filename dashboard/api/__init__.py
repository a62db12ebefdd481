"""The interface for other offices: read-only, on the same server as the pages, with the same numbers."""

from dashboard.api.routes import ROUTES

__all__ = ["ROUTES"]
