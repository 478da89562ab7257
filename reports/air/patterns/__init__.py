"""When the air at a site is bad, from which wind, and which way it goes: as pictures, each with its table (after openair)."""
