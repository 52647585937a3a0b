"""The coming days: what a forecast asks, how often it runs, and what it finds."""
