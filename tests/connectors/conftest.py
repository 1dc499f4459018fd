"""What the tests of live checks share."""

from tests.servers.certificates import certificates

__all__ = ["certificates"]
