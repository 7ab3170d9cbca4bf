"""The cards in the operator's everyday Chrome, which carries our extension."""
