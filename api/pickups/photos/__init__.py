"""Photos of what a crew could not empty: taken in without what a phone writes beside the picture, and shown to the office."""
