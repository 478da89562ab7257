"""Effects over HTTP: both domains' figures against today's practice."""
