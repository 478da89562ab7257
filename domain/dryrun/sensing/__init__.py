"""What a policy knows of a bin, and from which fill on it sends."""
