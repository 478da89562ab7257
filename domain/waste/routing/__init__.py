"""Fleet, distances and tours: which truck drives which stops in which order."""
