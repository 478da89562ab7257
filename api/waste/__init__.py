"""Bins over HTTP: level, emptyings, triggers, the decision and the fleet."""
