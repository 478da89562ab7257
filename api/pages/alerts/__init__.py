"""Open alerts as pages list them, and the forms that acknowledge or shelve one."""
