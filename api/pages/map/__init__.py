"""The map that the pages of rounds, bins and sites share."""
