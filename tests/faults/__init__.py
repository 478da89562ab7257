"""Nothing is lost and nothing doubled, whatever dies, hangs, lies or fills up under load."""
