"""Devices and towns for tests, as the pytest plugin hands them out."""
