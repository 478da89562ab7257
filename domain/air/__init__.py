"""Air quality: windows, quality, indices and compliance."""
