"""Brings sites, bins and devices in from the tables that municipalities and vendors have."""
