"""
Cards in a browser: their life, and how Chrome is asked to show them.
"""
