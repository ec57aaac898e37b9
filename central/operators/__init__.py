"""Those who look after the terminals: their accounts, what they see of the fleet, and the pages under /ops."""
