"""What an answer costs: modeldex and its peers measured side by side, as ratios that hold on any machine.

`python -m bench` prints three figures for each installed package:

- the whole process, import and first look-up, as a ratio to a bare interpreter (`processes`);
- a repeated look-up inside one process, as a ratio to a dict hit (`lookups`);
- the peak memory of that first process, for information (`probe`).
"""
