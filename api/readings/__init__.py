"""Readings over HTTP: sending, asking, latest values and quarantine."""
