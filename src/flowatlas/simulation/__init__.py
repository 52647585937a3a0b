"""Simulation: what happens to items on real days, with queues, shared people, batches and rework."""
