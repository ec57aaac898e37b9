"""What the visitor sees. Screens render a `View` and report what is pressed; they decide nothing."""
