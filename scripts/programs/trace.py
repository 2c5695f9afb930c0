"""
Runs the programs in test/fixtures/programs under their real frameworks and writes beside each what was seen:
the recurrent layers it made (place, kind, units, input size, shapes of their calls) and the shapes of the tensors
it gave names to.

    python scripts/programs/trace.py [PROGRAM_OR_FOLDER …]

Needs PyTorch, TensorFlow 2 with Keras 3, scikit-learn, pandas, Lightning and Flax. What cannot be installed any more
is stood in for by `tf1.py` (TensorFlow 1's cells and contrib) and `oldKeras.py` (the words of Keras 1 and 2);
plotting and downloads by nothing at all. For the bug reports in `bugs` the error that the framework raises is written
into their truth; the line and the rule there were written by hand. tf.js programs are `trace.mjs`'s.
"""

import json
import os
import sys

sys.dont_write_bytecode = True
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(os.path.dirname(os.path.dirname(here)), "test", "fixtures", "programs")
time_limit = 120


def main():
    given = [os.path.abspath(path) for path in sys.argv[1:]] or [root]
    programs = sorted({program for path in given for program in programs_in(path)})
    import torch  # noqa: F401 - once, before the children are forked
    if any(os.sep + name + os.sep in program for program in programs for name in ("keras", "tf1", "bugs", "notebooks")):
        import tensorflow  # noqa: F401
        import keras  # noqa: F401
    failed = []
    for program in programs:
        if run_apart(program) != 0:
            failed.append(os.path.relpath(program, root))
    print(f"{len(programs) - len(failed)} of {len(programs)} traced", *failed, sep="\n  ")
    sys.exit(1 if failed else 0)


def programs_in(path):
    """A folder that has a train.py or main.py is one program of several files."""
    if os.path.isfile(path):
        return [path] if path.endswith((".py", ".ipynb")) else []
    for name in ("train.py", "main.py"):
        if os.path.isfile(os.path.join(path, name)):
            return [os.path.join(path, name)]
    return [program for name in sorted(os.listdir(path)) for program in programs_in(os.path.join(path, name))]


def run_apart(program):
    """In a process of its own, as programs set seeds, modes and default graphs."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    import signal

    signal.alarm(time_limit)
    status = 1
    try:
        from run import run_bug, run_program

        is_bug = os.path.basename(os.path.dirname(program)) == "bugs"
        truth = (run_bug if is_bug else run_program)(program)
        with open(os.path.splitext(program)[0] + ".json", "w") as file:
            file.write(as_text(truth))
        status = 0
    except BaseException:
        import traceback

        print("FAILED", os.path.relpath(program, root), file=sys.stderr)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def as_text(truth):
    """JSON with one layer or tensor on a line."""
    parts = []
    for key, value in truth.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join("    " + json.dumps(item) for item in value)
            parts.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.path.insert(0, here)
    main()
