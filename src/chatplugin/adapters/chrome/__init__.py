"""
Chrome on this machine: which one is installed, its processes, and the relay to its extension.
"""
