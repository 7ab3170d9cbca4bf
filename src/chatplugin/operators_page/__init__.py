"""
What the operator's page shows and says.
"""
