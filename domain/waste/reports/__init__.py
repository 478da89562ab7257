"""What citizens report about bins, and what becomes of it."""
