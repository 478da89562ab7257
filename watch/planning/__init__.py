"""A route is planned in a process of its own, so that the watch never waits for it."""
