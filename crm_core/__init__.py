"""Daftar: the company's shared memory of its customers. This package knows nothing of screens."""
