"""Which measured values may not be trusted, and why: pure tests, each with a sentence (after QARTOD)."""
