"""
EMC's own administration: the section and its keys as EMC keeps them, in ACS or in `ASGUIHost.ini`.

`section` makes the keys of settings, and writes them: it fills in `install.sql` and `rollback.sql`,
or writes the INI form, which `config.formats` reads. `wanted` says which keys EMC is asked for by
name.
"""
