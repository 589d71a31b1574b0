"""Benchmarks: ratios inside one run, on the sample newspaper. Never a timed test; docs/benchmarks.md holds the figures."""
