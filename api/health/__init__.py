"""Whether the service works: health, readiness and metrics."""
