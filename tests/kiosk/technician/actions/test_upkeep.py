"""Out of service is kept over restarts, and what cannot be kept is not done."""

from __future__ import annotations

from pathlib import Path

from kiosk.site import SiteFile
from kiosk.technician.actions.upkeep import UpkeepAction


def test_out_of_service_outlasts_a_restart_until_it_is_given_back(tmp_path: Path) -> None:
    told: list[bool] = []
    action = UpkeepAction(SiteFile(tmp_path / "site.json"), told.append)
    action.switch(True)
    assert told == [True]
    again = UpkeepAction(SiteFile(tmp_path / "site.json"), told.append)
    assert again.view.out
    again.switch(False)
    assert told == [True, False]
    assert not SiteFile(tmp_path / "site.json").now.out_of_service


def test_what_cannot_be_kept_is_said_and_not_done(tmp_path: Path) -> None:
    told: list[bool] = []
    site = SiteFile(tmp_path / "nowhere" / "site.json")
    (tmp_path / "nowhere").write_text("no folder")
    action = UpkeepAction(site, told.append)
    action.switch(True)
    assert told == []
    assert not action.view.out
    assert "nowhere" in action.view.failed
