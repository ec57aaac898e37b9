"""The visitor, the phone and the attacks, as a camera would see them: for the demo, tests and benchmarks."""
