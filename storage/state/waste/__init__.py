"""Waste's state: levels, emptyings, triggers, pickups and the fleet."""
