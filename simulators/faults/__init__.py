"""What goes wrong with devices, clocks and messages."""
