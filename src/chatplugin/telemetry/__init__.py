"""
Counts for a collector, and how OpenTelemetry writes them.
"""
