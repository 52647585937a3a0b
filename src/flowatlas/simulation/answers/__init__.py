"""Answers: from what runs showed to what is told."""
