"""Even Keel: the front door, the operator's tools and the pure rules."""
