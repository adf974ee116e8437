"""Runs `terrace run` on the cases that oracle.py wrote and prints how far it is from the reference.

usage: check_models.py ORACLE_DIR --terrace BIN [--only NAME ...] [--levels] [--keep DIR] [--json F]

Columns: relative error, norm(diff) / norm(reference), the largest over the outputs; whether the
argmax over the last axis is equal everywhere; seconds that `terrace compile` takes and its peak
memory; milliseconds of one run as `terrace bench` measures it (median).
--levels runs the interpreter at each level too; slow, meant for the small cases.
Exit code 0 when every case agrees, 1 otherwise.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

MAX_RELATIVE_ERROR = 1e-4
# Reference values that differ by less than this, relatively, are one: all classes of a light model
# with constant weights are, and which comes out first is rounding.
TIE = 1e-6
LEVELS = ("graph", "te", "loop", "mlir")
BENCH_RUNS = 11


class Failed(Exception):
    """A command that did not end with exit code 0; its message is the last line it wrote."""


def command(args, timeout):
    """Runs a command. Returns seconds and peak resident bytes."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as err:
        child = subprocess.Popen([str(a) for a in args], stdout=subprocess.DEVNULL, stderr=err)
        peak = 0
        while child.poll() is None:
            if time.monotonic() - start > timeout:
                child.kill()
                child.wait()
                raise Failed(f"timeout after {timeout} s")
            peak = max(peak, high_water(child.pid))
            time.sleep(0.005)
        if child.returncode:
            err.seek(0)
            lines = err.read().decode(errors="replace").strip().splitlines() or [""]
            said = next((l for l in lines if "error" in l.lower()), lines[-1])
            raise Failed(f"exit {child.returncode}: {said.strip()[:150]}")
    return time.monotonic() - start, peak


def high_water(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(l.split()[1]) * 1024 for l in status.splitlines() if l.startswith("VmHWM")), 0)


def compare(got_dir, want_dir):
    """Largest relative error and whether all argmaxes are equal."""
    error, same = 0.0, True
    for path in sorted(want_dir.glob("*.npy")):
        want, got_path = np.load(path), got_dir / path.name
        if not got_path.exists():
            raise Failed(f"no output {path.name}")
        got = np.load(got_path)
        if got.shape != want.shape or got.dtype != want.dtype:
            raise Failed(
                f"{path.name}: {got.dtype}{list(got.shape)}, expected {want.dtype}{list(want.shape)}"
            )
        difference = np.linalg.norm(got.astype(np.float64).ravel() - want.ravel())
        # Written so that a NaN is an error, never an agreement.
        error = max(
            error, difference / max(np.linalg.norm(want.ravel()), 1e-30), key=lambda e: (e != e, e)
        )
        # Classes stand in axis 1 of an image classifier, else in the last.
        axis = 1 if want.ndim == 4 else -1
        top = want.max(axis)
        chosen = np.take_along_axis(want, np.expand_dims(got.argmax(axis), axis), axis).squeeze(
            axis
        )
        same &= bool((top - chosen <= TIE * np.abs(top)).all())
    return error, same


def bench_ms(terrace, case, threads):
    """Median of some runs through `terrace bench --serve`."""
    child = subprocess.Popen(
        [
            terrace,
            "bench",
            case / "model.onnx",
            "--threads",
            str(threads),
            "--inputs",
            case / "inputs",
            "--serve",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    said, _ = child.communicate(f"run 2\nrun {BENCH_RUNS}\nquit\n")
    lines = said.splitlines()
    if child.returncode or len(lines) < 3 or lines[2].startswith("error"):
        raise Failed(f"bench: {lines[-1] if lines else 'no answer'}")
    return 1e3 * sorted(map(float, lines[2].split()))[BENCH_RUNS // 2]


def check(case, a, work):
    """One row: name, and what was measured or why not."""
    row, model = {"case": case.name}, case / "model.onnx"
    try:
        for level in LEVELS if a.levels else (None,):
            out = work / case.name / (level or "compiled")
            out.mkdir(parents=True, exist_ok=True)
            extra = ["--interpret", level] if level else ["--threads", a.threads]
            command(
                [a.terrace, "run", model, "--inputs", case / "inputs", "--outputs", out, *extra],
                a.timeout,
            )
            error, same = compare(out, case / "outputs")
            row["error"] = max(error, row.get("error", 0.0), key=lambda e: (e != e, e))
            row["argmax"] = same and row.get("argmax", True)
        if not a.levels:
            row["compile_s"], row["peak_bytes"] = command(
                [a.terrace, "compile", model, "--emit=so", "-o", work / f"{case.name}.so"],
                a.timeout,
            )
            row["run_ms"] = bench_ms(a.terrace, case, a.threads)
    except Failed as why:
        row["failed"] = str(why)
    row["agrees"] = "failed" not in row and row["error"] <= MAX_RELATIVE_ERROR and row["argmax"]
    return row


def show(row):
    def cell(key, form, scale=1.0):
        return format(row[key] * scale, form) if key in row else "-"

    print(
        f"{row['case']:32s} {cell('error', '.1e'):>9s} {'yes' if row.get('argmax') else 'NO':>7s} "
        f"{cell('compile_s', '.1f'):>10s} {cell('peak_bytes', '.0f', 1e-6):>8s} "
        f"{cell('run_ms', '.2f'):>9s}  {row.get('failed', '' if row['agrees'] else 'DISAGREES')}",
        flush=True,
    )


def main():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("oracle_dir", type=pathlib.Path)
    p.add_argument("--terrace", required=True, metavar="BIN")
    p.add_argument("--only", nargs="+", metavar="NAME", default=[])
    p.add_argument(
        "--levels", action="store_true", help="compare the interpreter at each level instead"
    )
    p.add_argument("--threads", default="2")
    p.add_argument("--timeout", type=float, default=900.0, help="seconds a command may take")
    p.add_argument("--keep", type=pathlib.Path, help="write outputs and libraries here")
    p.add_argument("--json", type=pathlib.Path, help="write the rows here too")
    a = p.parse_args()
    cases = sorted(d for d in a.oracle_dir.iterdir() if (d / "outputs").is_dir())
    unknown = set(a.only) - {c.name for c in cases}
    if unknown or not cases:
        p.error(f"no such case: {' '.join(sorted(unknown)) or a.oracle_dir}")
    print(
        f"{'case':32s} {'rel error':>9s} {'argmax=':>7s} {'compile s':>10s} {'peak MB':>8s} {'run ms':>9s}"
    )
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for case in cases:
            if not a.only or case.name in a.only:
                rows.append(check(case, a, a.keep or pathlib.Path(scratch)))
                show(rows[-1])
    agree = sum(r["agrees"] for r in rows)
    print(f"{agree} of {len(rows)} agree")
    if a.json:
        a.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if agree == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
