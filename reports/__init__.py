"""Reports on a time: the air of a year at a site, and the effects of a period; the API and the command line give the same."""
