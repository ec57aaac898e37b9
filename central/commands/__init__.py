"""Commands of `central`, one module a topic."""
