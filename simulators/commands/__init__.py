"""The commands `simulate` and `replay`."""
