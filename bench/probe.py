"""One look-up in a process of its own: how much memory it takes, and whether it reaches for the network.

Run as a script with the set-up, the look-up and the distribution's name as arguments. Nothing but `sys` is
imported before the look-up, so the peak belongs to the package. The network is refused by an audit hook: a
package that reaches for it at import is reported, and still gets the chance to answer from what it ships.
"""

import sys

NETWORK_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"})


def kernel_mb(mark: str) -> float | None:
    """Read a mark of this process's memory in MB (10^6 bytes); None where the kernel keeps none."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - pathlib weighs
            for line in status:
                if line.startswith(f"{mark}:"):
                    return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return None


def peak_mb() -> float | None:
    """Read the peak resident memory of this process in MB; None where the system does not tell.

    Linux hands the peak of the parent down to `ru_maxrss` of a spawned child, so the mark of this
    program alone (`VmHWM`) is read there, and `getrusage` elsewhere.
    """
    marked = kernel_mb("VmHWM")
    if marked is not None or sys.platform == "win32":
        return marked
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main() -> None:
    """Refuse the network, set up, look up once, and print one JSON line."""
    setup, look_up, distribution = sys.argv[1:]
    attempts: list[str] = []

    def refuse(event: str, _details: tuple[object, ...]) -> None:
        if event in NETWORK_EVENTS:
            attempts.append(event)
            raise OSError(f"the network is refused in this run ({event})")

    sys.addaudithook(refuse)
    names: dict[str, object] = {}
    exec(setup, names)  # noqa: S102 - the code of a row of `peers` is what is measured
    answer = eval(look_up, names)  # noqa: S307 - as above
    resident, peak = kernel_mb("VmRSS"), peak_mb()

    # Imported after the memory is read, so as not to count towards it.
    import json
    from importlib.metadata import PackageNotFoundError, version

    try:
        installed: str | None = version(distribution)
    except PackageNotFoundError:
        installed = None
    seen = {"found": answer is not None, "peak_mb": peak, "resident_mb": resident}
    print(json.dumps(seen | {"network": attempts, "version": installed}))


if __name__ == "__main__":
    main()
