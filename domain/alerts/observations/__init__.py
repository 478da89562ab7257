"""What readings, closed windows and silences say under the thresholds."""
