"""Decodes messages into readings and rejections."""
