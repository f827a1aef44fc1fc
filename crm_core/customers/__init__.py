"""Customers and contacts as such: which are alike, which are twins, and how two become one."""
