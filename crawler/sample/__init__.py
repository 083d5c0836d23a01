"""A news site of the project's own, served over loopback for the demo, the tests and the benchmarks."""
