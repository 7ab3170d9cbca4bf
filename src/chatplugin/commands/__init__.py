"""What the command line can do, a module for each command. `cli` says how they are called."""
