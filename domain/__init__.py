"""What is true of readings, devices, air and waste: pure rules, no clock, no I/O, standard library only."""
