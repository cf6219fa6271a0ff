"""Everything modeldex raises, in one tree.

ModeldexError
├── ModelNotFoundError          E4001  no such model; carries near matches
│   └── AmbiguousModelError     E4002  a bare name that several offerings claim; carries them
├── InvalidValueError           E4000  a value that cannot be; carries every bad field
│   ├── InvalidModelConfigError E4003
│   ├── InvalidPriceError       E4004
│   └── InvalidUsageError       E4005
├── UnknownNameError            E4006  a capability, provider, field ... that does not exist
├── DataError                   E4101  a file of `data/` that is wrong; carries file, line, column
├── SourceError                 E4102  an upstream answer that does not look as it must
├── ReleaseError                E4103  facts that are not fit to be published; carries every reason
├── CatalogError                E4201  a catalog file that cannot be opened or read
├── RegistryError               E4300  what a registry refuses
│   ├── StaleWriteError         E4301  a change to a version that is no longer the latest
│   ├── StatusMoveError         E4302  a move between two statuses that the table does not allow
│   └── ModelRetiredError       E4303  a retired model that the lifecycle policy blocks
├── ConfigError                 E4401  a configuration that is wrong; carries every fault with its place
├── StorageError                E4501  a database that cannot be reached, or is of another schema
├── NoRouteError                E4502  no candidate for a request; counts why, by constraint
├── NetworkError                E4601  a request without a usable answer; carries URL and status
│   └── EgressError             E4602  an address that may not be asked
├── CredentialError             E4701  a key that is missing or cannot be used; carries what to set
├── ProviderError               E4702  a provider that answers with an error; carries its kind and status
├── NotReadyError               E4703  a model whose prerequisites are not met; carries what to do
├── UpdateError                 E4801  a published catalog that is refused
├── InvalidRequestError         E4901  a request that is none of its format; carries every bad field
├── UntranslatableError         E4902  what a format cannot say, where nothing may be lost
└── WireDataError               E4903  an answer that is none of its format, or breaks off

Each error has a `code` that never changes, and a message that names the thing, the place and
the mend.
"""

from modeldex.core.errors.base import ModeldexError
from modeldex.core.errors.files import CatalogError, ConfigError, DataError, Fault, SourceError
from modeldex.core.errors.names import AmbiguousModelError, ModelNotFoundError, UnknownNameError
from modeldex.core.errors.outside import (
    CredentialError,
    EgressError,
    NetworkError,
    ReleaseError,
    UpdateError,
)
from modeldex.core.errors.routing import NoRouteError
from modeldex.core.errors.state import (
    ModelRetiredError,
    RegistryError,
    StaleWriteError,
    StatusMoveError,
    StorageError,
)
from modeldex.core.errors.values import (
    InvalidModelConfigError,
    InvalidPriceError,
    InvalidUsageError,
    InvalidValueError,
)
from modeldex.core.errors.wire import (
    InvalidRequestError,
    NotReadyError,
    ProviderError,
    UntranslatableError,
    WireDataError,
)

__all__ = [
    "AmbiguousModelError",
    "CatalogError",
    "ConfigError",
    "CredentialError",
    "DataError",
    "EgressError",
    "Fault",
    "InvalidModelConfigError",
    "InvalidPriceError",
    "InvalidRequestError",
    "InvalidUsageError",
    "InvalidValueError",
    "ModelNotFoundError",
    "ModelRetiredError",
    "ModeldexError",
    "NetworkError",
    "NoRouteError",
    "NotReadyError",
    "ProviderError",
    "RegistryError",
    "ReleaseError",
    "SourceError",
    "StaleWriteError",
    "StatusMoveError",
    "StorageError",
    "UnknownNameError",
    "UntranslatableError",
    "UpdateError",
    "WireDataError",
]
