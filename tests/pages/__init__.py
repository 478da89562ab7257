"""The first page, as a browser and a person meet it."""
