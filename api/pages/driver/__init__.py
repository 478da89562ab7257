"""`/r/{signed}`: a round on its driver's phone, opened by a link, also without contact."""
