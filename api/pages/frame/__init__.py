"""What every page shares: who looks, the navigation, rendering, files, headers, forms and the error page."""
