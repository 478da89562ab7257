"""Fixtures of pytest for other projects: a service of Bysans and devices, as processes of their own.

This is all of Bysans that others import. It imports nothing else of ours, whose rooms have names (`config`, `api`) that a project
may have too.
"""
