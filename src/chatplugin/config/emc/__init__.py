"""
EMC's own administration: the section and its keys as EMC keeps them, in ACS or in `ASGUIHost.ini`.

`section` makes the keys of settings; `script` writes and reads the T-SQL around them, which stands
in `install` and `rollback`; `fragment` writes the INI form, which `config.formats` reads.
"""
