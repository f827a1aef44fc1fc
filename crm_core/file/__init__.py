"""The file of one customer: everything about it, in time order."""
