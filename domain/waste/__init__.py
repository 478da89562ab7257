"""Waste: fill, emptyings, forecast, decision and plan."""
