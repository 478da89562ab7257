"""Devices, crews and towns for tests and benchmarks."""
