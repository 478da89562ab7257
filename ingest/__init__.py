"""From a broker's message to a stored reading: session, log, formats, drainer, quarantine."""
