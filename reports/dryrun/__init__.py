"""The dry year's answer: as one A4 that a council reads, and as JSON and CSV for those who check it."""
