"""From an event log to the value stream that it tells of."""
