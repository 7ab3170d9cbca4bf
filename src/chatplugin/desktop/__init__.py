"""
EMC's desktop as the service sees it: what the plug-in sends and receives, also when it is played.
"""
