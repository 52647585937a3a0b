"""From the rows of a log to passes: cleaned, put in order, cut where the stream starts and ends."""
