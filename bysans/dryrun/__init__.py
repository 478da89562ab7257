"""The dry year as a command: reads a town's list of emptyings and writes what other ways of collecting would have come to."""
