"""
From values to the rules that the service works by, and what stands between several of them.
"""
