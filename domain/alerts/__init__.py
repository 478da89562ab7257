"""The rules of thresholds and alerts: what is judged, when an alert begins and ends."""
