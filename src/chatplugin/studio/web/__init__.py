"""
The studio's server: who may ask it, what a page has sent, and which question goes where.
"""
