"""What follows from stored readings: due work and touched windows."""
