"""`/i-dag`: what needs a person now, from every domain."""
