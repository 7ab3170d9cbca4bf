from hypothesis import settings

# No test hangs on how fast a machine is.
settings.register_profile("chatplugin", deadline=None)
settings.load_profile("chatplugin")
