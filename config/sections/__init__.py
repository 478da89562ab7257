"""The settings' sections, and how each is read from file and environment."""
