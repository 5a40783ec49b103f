"""Trains what Transfer Designer has planned, on a cluster of Ray. Begins in `job.py`."""
