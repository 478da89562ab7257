"""Device models: the TOML files that ship, and how these and a town's own are read."""
