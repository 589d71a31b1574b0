"""What every test module may ask for."""

pytest_plugins = ["tests.postgres"]
