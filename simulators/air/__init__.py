"""Simulated and replayed air, its weather and its devices."""
