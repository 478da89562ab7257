"""Whether to send a truck now or wait."""
