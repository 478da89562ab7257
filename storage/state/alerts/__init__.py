"""Alerts' state: thresholds, alerts, receivers and the outbox."""
