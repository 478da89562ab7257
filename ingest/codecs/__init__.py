"""Runs the JavaScript codecs of vendors, in a process that may die without taking ingest along."""
