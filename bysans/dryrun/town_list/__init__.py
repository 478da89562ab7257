"""A town's own list of emptyings and bins, read as crews, scales and suppliers write them."""
