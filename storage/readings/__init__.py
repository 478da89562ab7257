"""The stores of readings behind one Protocol: SQLite (embedded), PostgreSQL and InfluxDB (production)."""
