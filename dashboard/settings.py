"""What the operator of one installation may choose, read from environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.warehouse.metrics import Denominator
from data.warehouse.places import places

PRODUCT = "用工调度看板"


class SettingError(ValueError):
    """An environment variable holds something that cannot be used; the text names it and the accepted values."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of one installation; `default_place` None means the first city with data."""

    default_place: str | None
    denominator: Denominator
    colour_blind_safe: bool
    can_upload: bool = True
    api_names_enterprises: bool = False
    can_save_views: bool = True
    can_brief: bool = True

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> "Settings":
        """Read DASHBOARD_DEFAULT_PLACE, DASHBOARD_RATE_DENOMINATOR, DASHBOARD_COLOUR_BLIND_SAFE, DASHBOARD_UPLOAD,
        DASHBOARD_API_ENTERPRISES, DASHBOARD_SAVED_VIEWS and DASHBOARD_BRIEFING.

        Raises:
            SettingError: a variable holds an unknown value.
        """
        place = environment.get("DASHBOARD_DEFAULT_PLACE", "").strip()
        if place and place not in places():
            raise SettingError(f"DASHBOARD_DEFAULT_PLACE：没有地区代码“{place}”，请查 data/reference/places.csv")
        denominator = environment.get("DASHBOARD_RATE_DENOMINATOR", "").strip() or Denominator.STAFF_AND_SHORTAGE.value
        if denominator not in {item.value for item in Denominator}:
            accepted = "、".join(item.value for item in Denominator)
            raise SettingError(f"DASHBOARD_RATE_DENOMINATOR：没有“{denominator}”，可用 {accepted}")
        safe = environment.get("DASHBOARD_COLOUR_BLIND_SAFE", "").strip() or "0"
        if safe not in {"0", "1"}:
            raise SettingError(f"DASHBOARD_COLOUR_BLIND_SAFE：应为 0 或 1，实为“{safe}”")
        upload = environment.get("DASHBOARD_UPLOAD", "").strip() or "on"
        if upload not in {"on", "off"}:
            raise SettingError(f"DASHBOARD_UPLOAD：应为 on 或 off，实为“{upload}”")
        enterprises = environment.get("DASHBOARD_API_ENTERPRISES", "").strip() or "off"
        if enterprises not in {"on", "off"}:
            raise SettingError(f"DASHBOARD_API_ENTERPRISES：应为 on 或 off，实为“{enterprises}”")
        views = environment.get("DASHBOARD_SAVED_VIEWS", "").strip() or "on"
        if views not in {"on", "off"}:
            raise SettingError(f"DASHBOARD_SAVED_VIEWS：应为 on 或 off，实为“{views}”")
        briefing = environment.get("DASHBOARD_BRIEFING", "").strip() or "on"
        if briefing not in {"on", "off"}:
            raise SettingError(f"DASHBOARD_BRIEFING：应为 on 或 off，实为“{briefing}”")
        return Settings(
            place or None,
            Denominator(denominator),
            safe == "1",
            upload == "on",
            enterprises == "on",
            views == "on",
            briefing == "on",
        )


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment(os.environ)
