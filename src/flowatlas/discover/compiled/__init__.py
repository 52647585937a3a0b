"""Compiled: the few loops that go through every row of a long log and that numpy has no fast function for."""
