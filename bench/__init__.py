"""What an answer costs: modeldex and its peers measured side by side in one run.

`python -m bench` prints three tables:

- each installed package: the whole process, import and first look-up, as a ratio to a bare interpreter
  (`processes`), a repeated look-up as a ratio to a dict hit (`lookups`), and its peak memory (`probe`);
- the `questions` that several packages can answer, asked of warm processes in turns (`turns`), and each
  whole catalog coming into memory (`fresh`): what modeldex takes, and how many times that each peer;
- what modeldex promises, figure beside bar (`bars`), the start of its `commands` and what its `registry`
  costs (`layered`, `reloading`) among them.

Ratios hold on any machine; a bar in milliseconds or microseconds is one of the machine that is named.
"""
