"""The front door: command line, composition root and the supervisor of `run`."""
