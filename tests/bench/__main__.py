"""`python -m tests.bench [NAME]`: one JSON line a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench.common_job import common_job_cpu_ratio, common_job_psnr_db
from tests.bench.figure import Figure

Bench = Callable[[], Iterator[Figure]]

# Some measure several figures in one run; each names all of them.
BENCHES: dict[str, Bench] = {
    "common_job_cpu_ratio": common_job_cpu_ratio,
    "common_job_psnr_db": common_job_psnr_db,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no figure {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for bench in dict.fromkeys(BENCHES[name] for name in names or BENCHES):
        for figure in bench():
            if not names or figure.name in names:
                print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
