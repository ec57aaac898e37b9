"""Signing in: neutral, and locked after failures."""

from __future__ import annotations

from tests.central.central_desk import GOOD_PASSWORD, OLD_PASSWORD, Clock, Face, Terminal, World, refusal


def test_unknown_account_and_wrong_password_read_alike(world: World) -> None:
    unknown = world.login("91110108MA0NOBODY0", "x")
    wrong = world.login("星河", "x")
    assert refusal(unknown) == ("login_refused", "retry")
    assert unknown.content == wrong.content


def test_five_failures_lock_for_a_day(world: World, clock: Clock) -> None:
    password = OLD_PASSWORD
    for _ in range(5):
        world.login("星河", "wrong")
    assert world.login("星河", password).status_code == 401
    clock.advance(hours=24)
    assert world.login("星河", password).status_code == 200


def test_success_forgets_the_failures(world: World) -> None:
    for _ in range(3):
        for _ in range(4):
            world.login("星河", "wrong")
        assert world.login("星河", OLD_PASSWORD).status_code == 200


def test_password_must_be_changed_after_ninety_days(
    terminal: Terminal, world: World, owner: Face, clock: Clock
) -> None:
    world.enrol("星河", owner)
    visit = terminal.open()
    visit.show_licence(world, "星河")
    visit.show_face(owner)
    visit.reset()
    clock.advance(days=89)
    assert world.login("星河", GOOD_PASSWORD).json() == {"must_change_password": False}
    clock.advance(days=1)
    assert world.login("星河", GOOD_PASSWORD).json() == {"must_change_password": True}
