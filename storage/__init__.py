"""Where things are kept: readings and state behind Protocols; the only owner of table, measurement and field names."""
