"""The files by which a run and the pages know of each other."""

ALIVE, CANCEL, FAILED, SAID, COLUMNS = "alive", "cancel", "failed.json", "said.txt", "columns.json"
EVERY_S = 1.0  # between two signs of life
LOST_S = 30.0  # without one
LONGEST_S = 3600.0  # of a run
