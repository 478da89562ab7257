"""Simulated and replayed bins."""
