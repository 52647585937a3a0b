"""One atlas that is being edited, everybody who looks at it, and what they are told."""
