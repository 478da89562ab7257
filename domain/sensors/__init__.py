"""How a sensor is doing: what it and its network tell of it, judged for those who look after it."""
