"""Everything that touches the machine: pipes, processes, files, the clock."""
