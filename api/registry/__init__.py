"""Devices, sites and bins over HTTP, each with its versions in time."""
