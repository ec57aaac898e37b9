"""What the technician sees, one screen a file; shared parts beside them."""
