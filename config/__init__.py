"""What can be set, and the catalogues of figures with their sources."""
