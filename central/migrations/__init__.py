"""The steps from one release's tables to the next; `central/database.py` has what they lead to.

`python -m central.migrations "What changes"` writes the next step from the models, to be read and completed by hand.
Until the first release there is only one, and `python -m central.migrations` writes it anew.
"""
