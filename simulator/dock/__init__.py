"""The developer's dock beside a simulated terminal: what stands around it can be moved and broken there."""
