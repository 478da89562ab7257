"""Planning's tests."""
