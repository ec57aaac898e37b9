"""Who is served at a terminal, decided by the holder's role and authority and by what is on file."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central import policies
from central.database import Account, Enterprise, Holder
from central.eligibility import check_eligible, may_act, outdated
from central.problems import Refused
from kiosk.contract import HolderRole, Service
from tests.central.central_desk import PEOPLE, Face, Terminal, World, proven, refusal

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BEIJING, SHANGHAI = (policies.load().regions[name] for name in ("beijing", "shanghai"))


def holder(
    role: HolderRole = HolderRole.AGENT,
    days: int | None = None,
    services: tuple[Service, ...] = tuple(Service),
    representative_changed: date | None = None,
    phone_changed: date | None = None,
) -> Holder:
    enterprise = Enterprise(
        status="in_order",
        representative_changed_on=representative_changed,
        phone_changed_on=phone_changed,
        account=Account(frozen=False),
    )
    until = None if days is None else NOW + timedelta(days=days)
    return Holder(role=role, authorised_until=until, authorised_for=list(services), enterprise=enterprise)


@given(st.sampled_from(Service), st.sets(st.sampled_from(Service)), st.none() | st.integers(-5, 5))
def test_agent_acts_only_by_authority_for_the_service_that_lasts(
    service: Service, named: set[Service], days: int | None
) -> None:
    one = holder(HolderRole.AGENT, days, tuple(named))
    assert may_act(one, service, BEIJING, NOW) == (service in named and days is not None and days > 0)


@given(st.sampled_from(Service))
def test_representative_needs_no_authority_and_a_manager_where_the_region_says_so(service: Service) -> None:
    assert may_act(holder(HolderRole.REPRESENTATIVE, None, ()), service, SHANGHAI, NOW)
    assert may_act(holder(HolderRole.MANAGER, None, ()), service, BEIJING, NOW)
    assert not may_act(holder(HolderRole.MANAGER, None, ()), service, SHANGHAI, NOW)
    assert may_act(holder(HolderRole.MANAGER, 1), service, SHANGHAI, NOW)


@pytest.mark.parametrize(("days", "refused"), [(0, False), (30, False), (31, True), (400, True)])
def test_changes_must_be_on_file_within_thirty_days(days: int, refused: bool) -> None:
    on = NOW.date() - timedelta(days=days)
    for changes, code in (
        ({"representative_changed": on}, "representative_changed"),
        ({"phone_changed": on}, "phone_changed"),
    ):
        one = holder(HolderRole.REPRESENTATIVE, **changes)  # type: ignore[arg-type]
        if refused:
            with pytest.raises(Refused) as caught:
                check_eligible(one, Service.RESET, BEIJING, NOW)
            assert caught.value.problem.code == code
        else:
            check_eligible(one, Service.RESET, BEIJING, NOW)
            assert len(outdated(one.enterprise)) == 1


def test_clerk_has_done_what_the_authority_names_and_nothing_else(
    terminal: Terminal, world: World, stranger: Face
) -> None:
    world.enrol("松涛", stranger, "agent")
    assert refusal(terminal.open("reset").show_licence(world, "松涛", "agent")) == ("agent_not_authorised", "window")
    visit = terminal.open("unlock")
    assert visit.show_licence(world, "松涛", "agent").json()["steps"] == ["face", "sms"]


def test_manager_shows_own_face_and_the_representative_gets_the_sms(
    terminal: Terminal, world: World, owner: Face, stranger: Face
) -> None:
    world.enrol("松涛", owner, "representative")
    world.enrol("松涛", stranger, "manager")
    visit = terminal.open()
    shown = visit.show_licence(world, "松涛", "manager").json()
    assert (shown["company"]["holder"], shown["steps"]) == ("manager", ["face", "sms", "password"])
    assert refusal(visit.show_face(owner))[0] == "face_not_confirmed"
    assert visit.show_face(stranger).status_code == 200
    assert visit.post("/sms").json()["phone"] == "138****1013"
    code = world.sms_code(PEOPLE["松涛"].representative.phone)
    visit.post("/sms/verify", {"code": code})
    receipt = visit.reset().json()
    assert receipt["holder"] == "蒋*理"
    paper = visit.get(f"/papers/{receipt['number']}/application")
    assert paper.content.startswith(b"%PDF")


def test_nothing_that_a_terminal_sends_can_change_a_phone() -> None:
    described = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
    sent = {
        content["schema"]["$ref"].rsplit("/", 1)[1]
        for operations in described["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert "ResetRequest" in sent
    fields = {field for name in sent for field in described["components"]["schemas"][name]["properties"]}
    assert "new_password" in fields
    assert not [field for field in fields if "phone" in field]


def test_recent_changes_are_served_and_warned_about(terminal: Terminal, world: World, owner: Face) -> None:
    visit = proven(terminal, world, owner, "晨露")
    assert visit.reset().json()["warnings"] == ["representative_outdated", "phone_outdated"]
