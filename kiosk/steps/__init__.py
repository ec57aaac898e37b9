"""What the terminal does in each state: one module for each step of a visit.

A step is handed the `Floor` by its constructor. `enters` says what it does when a state begins. A step never decides
where the visit goes: it says what happened, and the flow's table decides.
"""
