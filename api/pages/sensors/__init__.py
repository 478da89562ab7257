"""`/sensorer`: readings as they arrive, silent sensors and messages that could not be used."""
