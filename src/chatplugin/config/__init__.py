"""The configuration: text from files, EMC and the network becomes settings that cannot be wrong."""
