"""
The rig: stand-ins for what surrounds ChatPlugin on a desktop, for tests, bench and demo alike.

An EMC host emulator with the real plug-in in it, a sample CRM, a screen with a window manager.
"""
