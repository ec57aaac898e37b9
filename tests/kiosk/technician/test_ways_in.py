"""The way in as a state machine: nobody comes inside past a proof and a PIN, and everybody comes out."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.technician.badge import ALL_RIGHTS, Holder, Right
from kiosk.technician.ways_in import KNOWN, OUT, RULES, Event, Position, State, advance

HOLDERS = st.builds(
    Holder,
    st.integers(0, 5),
    st.frozensets(st.sampled_from(Right), min_size=1),
)


class WaysIn(RuleBasedStateMachine):
    """Any events in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.position = Position()
        self.proven: Holder | None = None
        """Since the last time outside or at the badge."""
        self.admitted = False

    def _go(self, event: Event, holder: Holder | None = None) -> None:
        before = self.position
        after = advance(before, event, holder)
        if after is None:
            return
        if event is Event.PROVEN:
            self.proven = holder
        if event is Event.ADMITTED:
            assert before.state is State.CHECKING
            self.admitted = True
        self.position = after
        if after.state not in KNOWN:
            self.proven, self.admitted = None, False

    @rule(event=st.sampled_from(Event))
    def happens(self, event: Event) -> None:
        """Anything, without a holder."""
        self._go(event)

    @rule(event=st.sampled_from([Event.PROVEN, Event.ADMITTED, Event.ENTERED]), holder=HOLDERS)
    def comes_with(self, event: Event, holder: Holder) -> None:
        """A holder comes with a proof, and with nothing else."""
        self._go(event, holder)

    @rule(way=st.sampled_from(sorted(OUT)))
    def leaves(self, way: Event) -> None:
        """Out, from everywhere, and nothing is left."""
        self._go(way)
        assert self.position == Position()

    @invariant()
    def nobody_is_inside_without_proof_and_pin(self) -> None:
        assert self.position.holder == self.proven
        if self.position.state is State.INSIDE:
            assert self.proven is not None
            assert self.admitted

    @invariant()
    def a_refusal_shows_only_where_it_happened(self) -> None:
        if self.position.refused:
            assert self.position.state in (State.BADGE, State.CODE, State.PIN)


TestWaysIn = WaysIn.TestCase


def test_every_state_can_be_reached_and_left() -> None:
    reached = {State.OUTSIDE}
    while more := {rule.target for rule in RULES if rule.source in reached} - reached:
        reached |= more
    assert reached == set(State)
    for state in set(State) - {State.OUTSIDE}:
        for way in OUT:
            assert advance(Position(state), way) == Position()


def test_a_proof_names_who_it_is_of() -> None:
    assert advance(Position(State.BADGE), Event.PROVEN) is None
    inside = advance(Position(State.BADGE), Event.PROVEN, Holder(7, ALL_RIGHTS))
    assert inside == Position(State.PIN, Holder(7, ALL_RIGHTS))
