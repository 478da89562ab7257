"""Open311 GeoReport v2: other programs report bins, and read what became of the reports, by a standard of their own."""
