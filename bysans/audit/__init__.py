"""The audit log on the command line: listed, exported, verified."""
