"""
The resident service: one queue, one loop, and what it has around it.
"""
