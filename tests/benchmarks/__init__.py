"""Benchmarks: ratios inside one run, on the sample newspaper; never a timed test. docs/benchmarks.md holds them."""
