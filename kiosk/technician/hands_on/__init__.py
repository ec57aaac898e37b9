"""What the tests with a person come to, without a screen."""
