"""How true the dry year is: measured on months that it did not see, and on towns of which everything is known."""
