"""A provider that is played in this process, for tests and demonstrations: no key, no network, no chance."""

from modeldex.providers.predictable.transport import PROVIDER, PredictableTransport

__all__ = ["PROVIDER", "PredictableTransport"]
