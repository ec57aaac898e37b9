"""What people read in a browser: templates, their style, and the routes that fill them. No scripts."""
