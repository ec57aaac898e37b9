"""The terminal's journal: which events it knows, where they are kept, who writes them, and who checks them."""
