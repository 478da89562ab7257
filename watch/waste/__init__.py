"""Bins as they change: levels, emptyings, crew reports and triggers."""
