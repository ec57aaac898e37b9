"""The reference central reset service: decides about identity, and carries out what was proven."""
