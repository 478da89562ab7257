"""How people and programs are told of alerts: who, when, in which words and by which channel."""
