"""Seeded devices that send as real ones do, and the truth behind them."""
