"""
Programs that are right with one edit each, as a person may make it: a layer or an option less, two numbers swapped.

    python scripts/programs/random/mutate.py SEED COUNT FOLDER PROGRAM …

Writes COUNT edits of each program to FOLDER; trace.py and trace.mjs run them.
"""

import os
import random
import re
import sys

losses = {
    "py": ["mse", "mae", "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"],
    "js": ["meanSquaredError", "meanAbsoluteError", "categoricalCrossentropy", "sparseCategoricalCrossentropy",
           "binaryCrossentropy"],
}


def other_number(number, rng):
    return str(rng.choice([number + 1, number * 2, max(number - 1, 1)]))


edits = [
    (r",\s*(return_sequences|returnSequences)\s*[=:]\s*(True|true)", lambda m, r, kind: ""),
    (r"\b(LSTM|GRU|SimpleRNN)\((\w+)(?=[,)])", lambda m, r, kind: f"{m[0]}, return_sequences=True"),
    (r"\b(lstm|gru|simpleRNN)\(\{", lambda m, r, kind: f"{m[0]} returnSequences: true,"),
    *[(r"(?<![\w.'])\d{1,4}(?![\w.'])", lambda m, r, kind: other_number(int(m[0]), r))] * 2,
    (r"([(\[,]\s*)([\w.]+)(,\s*)([\w.]+)(?=\s*[,)\]])", lambda m, r, kind: m[1] + m[4] + m[3] + m[2]),
    (r"\n[ \t]*[\w.]+\.add\([^\n]*\);?(?=\n)", lambda m, r, kind: ""),
    (r"\n([ \t]*)(const )?(\w+) = [^\n]*(\(\3\)|\.apply\(\3\));?(?=\n)", lambda m, r, kind: ""),
    (r"\n([ \t]*)([\w.]+)\.add\([^\n]*\);?(?=\n)", lambda m, r, kind:
     f"{m[0]}\n{m[1]}{m[2]}.add({'Flatten()' if kind == 'py' else 'tf.layers.flatten()'})"),
    (r"\.(reshape|expandDims|squeeze)\([^()\n]*\)", lambda m, r, kind: ""),
    (r"(np\.(reshape|expand_dims)|tf\.(expandDims|squeeze))\((\w+),[^()\n]*(\([^()]*\))?\)", lambda m, r, kind: m[4]),
    (r"(loss\s*[=:]\s*)'(\w+)'", lambda m, r, kind: f"{m[1]}'{r.choice(losses[kind])}'"),
    (r"(axis|dims?|perm)\s*=\s*-?\d", lambda m, r, kind: f"{m[1]}={r.choice([-1, 0, 1, 2])}"),
]


def mutated(text, rng, kind):
    for _ in range(50):
        pattern, change = rng.choice(edits)
        found = list(re.finditer(pattern, text))
        if not found:
            continue
        match = rng.choice(found)
        changed = text[:match.start()] + change(match, rng, kind) + text[match.end():]
        if changed != text:
            return changed
    return None


def main(seed, count, folder, programs):
    os.makedirs(folder, exist_ok=True)
    for program in programs:
        rng = random.Random(f"{seed} {os.path.basename(program)}")
        name, ending = os.path.splitext(os.path.basename(program))
        with open(program) as file:
            text = file.read()
        texts = {mutated(text, rng, "py" if ending == ".py" else "js") for _ in range(count)} - {None}
        for index, one in enumerate(sorted(texts)):
            with open(os.path.join(folder, f"{name}_{seed}_{index}{ending}"), "w") as file:
                file.write(one)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
