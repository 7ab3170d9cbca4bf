"""The pure core: what a contact is, which card it needs, what the desk does about it."""
