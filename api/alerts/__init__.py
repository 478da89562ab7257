"""Alerts over HTTP: thresholds, their preview, what was raised and who receives it."""
