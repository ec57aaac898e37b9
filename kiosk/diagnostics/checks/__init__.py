"""The tests of the terminal, a module for each group. "Check" is what code calls them: `tests` are the project's."""
