"""The work over stored readings: hourly means, silence; later alerts, emptyings and decisions. Knows no MQTT."""
