"""The tests, a package so that they can share the real parts under one name."""
