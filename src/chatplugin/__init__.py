"""ChatPlugin raises the customer's CRM card when a contact reaches the operator of EMC Desktop."""

__version__ = "0.1.0"
