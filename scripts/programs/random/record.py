"""What the generators of random programs share: running a program line by line and writing down what was seen."""

import json
import os
import traceback


class Recorder:
    def __init__(self, head, names):
        self.lines = list(head)
        self.names = dict(names)
        self.truth = {}
        self.raises = []

    def say(self, code):
        """Runs a statement; False where it raises, which makes a program of its own."""
        names = dict(self.names)
        error = self.tried(lambda: self.execute(code, names))
        if error:
            if not self.is_own_fault(error):
                self.raised(code.split("\n"), None, error)
            return False
        line = len(self.lines) + 1
        self.names = names
        self.lines += code.split("\n")
        for name in code.split(" = ")[0].split(", ") if " = " in code else []:
            shape = self.shape_of(names.get(name))
            if shape is not None:
                self.truth.setdefault(line, {})[name] = shape
        return True

    def execute(self, code, names):
        exec(code, names)

    def value(self, code):
        names = dict(self.names)
        self.execute(f"value_ = {code}", names)
        return names["value_"]

    def tried(self, act):
        try:
            act()
        except Exception as error:
            return error
        return None

    def raised(self, lines, at, error):
        """`at` is the index of the line that is to blame among the last ones; None: any of them."""
        first = len(self.lines) + 1
        self.raises.append({
            "text": "\n".join([*self.lines, *lines, ""]),
            "lines": [first, first + len(lines) - 1] if at is None else [first + at, first + at],
            "error": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",
        })

    @staticmethod
    def write(programs, folder, prefix, ending):
        os.makedirs(folder, exist_ok=True)
        found = {"programs": [], "raises": []}
        for index, program in enumerate(programs):
            texts = [("programs", {"truth": program.truth}, "\n".join([*program.lines, ""]))]
            texts += [("raises", {"lines": one["lines"], "error": one["error"]}, one["text"]) for one in program.raises]
            for number, (kind, facts, text) in enumerate(texts):
                file = f"{prefix}{index}_{number}{ending}"
                with open(os.path.join(folder, file), "w") as out:
                    out.write(text)
                found[kind].append({"file": file, **facts})
        with open(os.path.join(folder, f"{prefix}truth.json"), "w") as out:
            json.dump(found, out)
        print(len(found["programs"]), "programs,", len(found["raises"]), "lines that raise")


def is_own_fault(error, package):
    """Whether a framework's backend could not do what another one does."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = any(f"/{package}/" in frame.filename or f"{package}_backend" in frame.filename for frame in frames)
    return inside or isinstance(error, NotImplementedError)
