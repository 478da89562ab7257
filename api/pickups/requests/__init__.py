"""From what somebody asks of a round to what it must do: its bins, vehicles and time."""
