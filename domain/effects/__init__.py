"""The rules of effects: what was collected, and what a fixed schedule would have done."""
