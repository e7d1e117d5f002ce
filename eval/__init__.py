"""Known answers become a score."""
