"""What shows the service at work: spans of what its processes do, Prometheus' alerts, and a dashboard."""
