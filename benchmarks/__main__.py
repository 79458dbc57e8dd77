"""All benchmarks, one after the other: ``python -m benchmarks``. Each prints ratios; none asserts a time."""

from benchmarks import figures, loading, names, opening, pages, pictures, report, uploads

for benchmark in (opening, loading, names, figures, pictures, report, uploads, pages):
    print(f"\n{benchmark.__name__}: {(benchmark.__doc__ or '').splitlines()[0]}", flush=True)
    benchmark.main()
