"""The stores of readings behind one Protocol: SQLite (embedded) and InfluxDB (production)."""
