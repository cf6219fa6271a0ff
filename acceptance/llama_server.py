"""llama.cpp's server on this machine: `python llama_server.py MODEL PORT [embed]`."""

import sys
import time

import xllamacpp


def main() -> None:
    """Serve until somebody ends the process."""
    model, port, *mode = sys.argv[1:]
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = 4096
    params.n_parallel = 2
    params.hostnames = ["127.0.0.1"] if isinstance(params.hostnames, list) else "127.0.0.1"
    params.port = int(port)
    params.use_jinja = True
    params.cpuparams.n_threads = 1
    params.warmup = False
    params.n_predict = 48
    params.model_alias = "tiny" if isinstance(params.model_alias, str) else {"tiny"}
    if mode == ["embed"]:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
