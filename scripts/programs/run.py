"""Runs one program with everything watched."""

import contextlib
import importlib.abc
import importlib.util
import io
import json
import os
import random
import re
import sys
import tempfile

import watch
from instrument import compile_watched


def run_program(path):
    """The truth of a program that is right."""
    recorder = watch.Recorder(os.path.dirname(path))
    run(path, recorder)
    return {"truth": "run", "with": versions(recorder), "layers": recorder.layers(), "tensors": recorder.tensors()}


def run_bug(path):
    """The hand-written line and codes of a bug, and what the framework says when it runs."""
    with open(os.path.splitext(path)[0] + ".json") as file:
        truth = json.load(file)
    if truth.get("truth") == "by hand":
        return truth
    recorder = watch.Recorder(os.path.dirname(path))
    try:
        run(path, recorder)
        truth["raises"] = "silent"
    except Exception as error:
        text = str(error) or type(error).__name__
        truth["raises"] = re.sub(r"\b0x[0-9a-f]{6,}", "0x…", text)[:400]
        truth["raisesType"] = type(error).__name__
    truth["with"] = versions(recorder)
    return truth


def run(path, recorder):
    folder = os.path.dirname(path)
    with open(path) as file:
        text = file.read()
    set_up(text, path, recorder)
    is_package = os.path.basename(path) in ("train.py", "main.py")
    if is_package:
        sys.path.insert(0, folder)
        sys.meta_path.insert(0, WatchedFiles(folder, recorder))
        os.chdir(folder)
    else:
        os.chdir(tempfile.gettempdir())
    sys.argv = [path]
    namespace = {"__name__": "__main__", "__file__": path, "__builtins__": __builtins__}
    main = type(sys)("__main__")
    main.__dict__.update(namespace)
    sys.modules["__main__"] = main
    random.seed(0)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            for code in codes_of(path, text, recorder):
                exec(code, main.__dict__)
        except SystemExit:
            pass


def codes_of(path, text, recorder):
    if not path.endswith(".ipynb"):
        yield compile_watched(text, path, recorder, None)
        return
    for index, cell in enumerate(json.loads(text)["cells"]):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        plain = "\n".join("" if re.match(r"\s*[%!]", line) else line for line in source.split("\n"))
        yield compile_watched(plain, path, recorder, index)


class WatchedFiles(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the program's other files, watched too."""

    def __init__(self, folder, recorder):
        self.folder = folder
        self.recorder = recorder

    def find_spec(self, name, path, target=None):
        place = os.path.join(self.folder, *name.split("."))
        if os.path.isfile(place + ".py"):
            return importlib.util.spec_from_file_location(name, place + ".py", loader=self)
        if os.path.isfile(os.path.join(place, "__init__.py")):
            return importlib.util.spec_from_file_location(
                name, os.path.join(place, "__init__.py"), loader=self, submodule_search_locations=[place]
            )
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        with open(module.__spec__.origin) as file:
            exec(compile_watched(file.read(), module.__spec__.origin, self.recorder, None), module.__dict__)


def set_up(text, path, recorder):
    import stubs

    stubs.install()
    if re.search(r"^\s*(import|from) (torch|lightning|pytorch_lightning)", text, re.M) or "torch" in text:
        watch.torch(recorder)
    if re.search(r"tensorflow|keras", text) or re.search(r"/(keras|tf1)/", path):
        if is_tf1(text):
            import tf1

            tf1.install(recorder)
        else:
            import oldKeras

            oldKeras.install(text)
            watch.keras(recorder)
    if re.search(r"flax", text):
        watch.flax(recorder)


def is_tf1(text):
    return re.search(r"tf\.placeholder|tf\.contrib|tf\.Session|compat\.v1|tensorflow\.contrib|tf\.nn\.rnn_cell", text)


def versions(recorder):
    found = []
    for name in ("torch", "keras", "tensorflow", "flax"):
        if name in recorder.frameworks:
            import importlib.metadata

            found.append(name + " " + importlib.metadata.version({"tensorflow": "tensorflow-cpu"}.get(name, name)))
    return ", ".join(found) or "numpy " + importlib.import_module("numpy").__version__
