"""Which measured values may not be trusted, and why: pure tests, each with a sentence (air quality facts, "Quality control")."""
