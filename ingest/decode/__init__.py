"""From a message to readings and rejections."""
