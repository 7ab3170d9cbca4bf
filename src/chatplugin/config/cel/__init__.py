"""
Conditions in the Common Expression Language: checked when settings are read, worked out at a pop.

The library behind it is loaded by the first rule that is read: desktops without rules do without.
"""
