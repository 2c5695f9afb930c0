"""
Random small Keras programs, with what Keras itself makes of them, for compare.mjs.

    python scripts/programs/random/kerasPrograms.py SEED COUNT FOLDER

Needs one of Keras 2 and tf.keras. Every line is run as it is written; one that raises ends a program of its own
(`raises` of FOLDER/truth.json), all others stand in a program that runs, with the shapes of the names they give.
"""

import random
import re
import sys
import warnings

import numpy as np

from kerasLayers import LayerTexts
from record import Recorder, is_own_fault

warnings.filterwarnings("ignore")
try:
    from tensorflow import keras
except ImportError:
    import keras

K = keras.backend
words = """Input LSTM GRU SimpleRNN RNN LSTMCell GRUCell SimpleRNNCell StackedRNNCells Bidirectional TimeDistributed
ConvLSTM2D Masking Embedding Dense Dropout Conv1D Conv2D MaxPooling1D AveragePooling1D MaxPooling2D AveragePooling2D
GlobalMaxPooling1D GlobalAveragePooling1D GlobalMaxPooling2D GlobalAveragePooling2D RepeatVector Permute Reshape Flatten
Lambda Concatenate Add Multiply Average Maximum Subtract Dot concatenate add multiply dot BatchNormalization Cropping1D
ZeroPadding1D UpSampling1D SpatialDropout1D LocallyConnected1D Activation LeakyReLU UpSampling2D ZeroPadding2D
Cropping2D SeparableConv1D Attention Conv2DTranspose ActivityRegularization GaussianNoise""".split()


class OnNumbers:
    """Functions of the backend on NumPy's arrays: the shape of a Lambda, which Theano's Keras does not know."""

    def __getattr__(self, name):
        own = {"reduce_mean": "mean", "reduce_sum": "sum", "reduce_max": "max", "permute_dimensions": "transpose",
               "reverse": "flip", "transpose": "transpose"}
        return getattr(np, own.get(name, name))


class Lambda(keras.layers.Lambda):
    def compute_output_shape(self, shape):
        found = [self.shape_on(shape, size) for size in (17, 19)]
        if len(found[0]) != len(found[1]):
            raise NotImplementedError("A rank that depends on the number of steps.")
        return tuple(size if size == other else None for size, other in zip(*found))

    def shape_on(self, shape, unknown):
        several = isinstance(shape, list)
        shapes = shape if several else [shape]
        arrays = [np.zeros([unknown if size is None else size for size in one]) for one in shapes]
        kept = self.function.__globals__.copy()
        try:
            self.function.__globals__.update(K=OnNumbers(), tf=OnNumbers())
            return self.function(arrays if several else arrays[0]).shape
        finally:
            self.function.__globals__.update(K=kept["K"], tf=kept["tf"])


class TensorFlow:
    reduce_mean, reduce_sum, reduce_max, expand_dims, squeeze = K.mean, K.sum, K.max, K.expand_dims, K.squeeze
    concat, stack, transpose, reverse = K.concatenate, K.stack, K.permute_dimensions, K.reverse


def base():
    names = {name: getattr(keras.layers, name, None) for name in words}
    names.update(Lambda=Lambda, np=np, K=K, tf=TensorFlow, Sequential=keras.models.Sequential, Model=keras.models.Model)
    return {name: value for name, value in names.items() if value is not None}


def is_empty(tensor):
    shape = tensor.shape if isinstance(tensor, np.ndarray) else K.int_shape(tensor)
    return any(size is not None and size < 1 for size in shape)


def with_option(layer, option):
    return re.sub(r"(\(?)\)$", lambda match: f"({option})" if match[1] else f", {option})", layer)


class Program(LayerTexts, Recorder):
    def __init__(self, rng):
        self.root = rng.choice(["keras", "tensorflow.keras"])
        self.prefix = rng.choice(["", "", "layers."])
        head = [f"from {self.root} import backend as K", f"from {self.root} import layers",
                f"from {self.root}.layers import {', '.join(words)}",
                f"from {self.root}.models import Model, Sequential", "import numpy as np", "import tensorflow as tf"]
        Recorder.__init__(self, head, base())
        LayerTexts.__init__(self, rng, keeps_states_together=self.root != "keras")
        self.shapes = {}
        self.sources = {}
        self.count = 0

    def execute(self, code, names):
        exec(re.sub(r"\blayers\.", "", code), names)
        for name in code.split(" = ")[0].split(", ") if " = " in code else []:
            if self.shape_of(names.get(name)) and is_empty(names[name]):
                raise NotImplementedError("Theano's Keras allows for windows that are longer than what they go along.")

    def shape_of(self, value):
        if isinstance(value, np.ndarray):
            return list(value.shape)
        if not hasattr(value, "_keras_history"):
            return None
        return [None if size is None else int(size) for size in K.int_shape(value)]

    def is_own_fault(self, error):
        """What only this Keras or its backend refuses: no other one asks a Flatten for three axes, or minds a mask."""
        words = "flatten|does not support masking|_feed_output_names|multiple inbound nodes"
        return is_own_fault(error, "theano") or re.search(words, str(error), re.I) is not None

    def new(self, letter="x"):
        self.count += 1
        return f"{letter}{self.count}"

    def put(self, code, name, sources=()):
        """Runs a statement with `@` where the layers' prefix belongs; remembers the tensors that it gives names to."""
        if not self.say(code.replace("@", self.prefix)):
            return None
        for own in re.split(r", ", code.split(" = ")[0]) if " = " in code else []:
            shape = self.shape_of(self.names.get(own))
            if shape:
                self.shapes[own] = shape
                self.sources[own] = set().union(*(self.sources.get(one, {one}) for one in sources or [own]))
        return name

    def input(self):
        name = self.new()
        shape = self.input_shape()
        text = f"shape={self.written(shape)}" if self.flip(0.7) else self.written(shape)
        if self.flip(0.08):
            text = f"batch_shape={self.written([self.i(2, 4), *shape])}"
        return self.put(f"{name} = @Input({text})", name)

    def pick(self, rank=None):
        ranks = {one: len(shape) for one, shape in self.shapes.items() if one in self.names and one[0] in "xs"}
        names = [one for one, own in ranks.items() if own > 1 and rank in (None, own)]
        return self.r.choice(names[-6:]) if names else self.input()

    def applied(self):
        source, name = self.pick(), self.new()
        self.put(f"{name} = {self.layer(self.shapes[source])}({source})", name, [source])

    def stateful_pair(self):
        """Layers that give their states, and layers that begin with some."""
        source, name = self.pick(3), self.new()
        sequences = self.flip(0.5)
        text, states = self.recurrent(sequences=sequences, state=True)
        count = states + (1 if self.flip(0.04) else 0)
        if self.flip(0.2):
            text, count = f"@Bidirectional({text})", 2 * count
        names = [name, *(self.new("s") for _ in range(count))]
        if not self.put(f"{', '.join(names)} = {text}({source})", name, [source]) or "RNN" in text or "Bidir" in text:
            return
        target, after = self.pick(3), self.new()
        kind = re.match(r"@(\w+)", text)[1]
        units = self.near(self.shapes[names[1]][1])
        given = f"[{', '.join(names[1:] if self.flip(0.95) else names[1:-1] or names[1:])}]"
        if states == 1 and self.flip(0.5):
            given = names[1]
        rest = self.options((0.5, "return_sequences=True"))
        self.put(f"{after} = @{kind}({units}{rest})({target}, initial_state={given})", after, [target, source])

    def merged(self):
        source, name = self.pick(), self.new()
        rank = len(self.shapes[source])
        like = [one for one in self.shapes if one in self.names and self.shapes[one] == self.shapes[source]]
        other = self.r.choice(like) if self.flip(0.6) else self.pick(rank)
        axis = self.r.choice(["", "axis=-1", "axis=1", f"axis={self.i(-rank, rank)}"])
        axes = self.r.choice([str(self.i(-1, rank)), f"({self.i(1, rank - 1)}, {self.i(1, rank - 1)})", "-1"])
        text = self.r.choice([
            "@Add()(%s)", "@Multiply()(%s)", "@Average()(%s)", "@Maximum()(%s)", "@Subtract()(%s)", "@add(%s)",
            "@multiply(%s)", f"@Concatenate({axis})(%s)", f"@Concatenate({axis})(%s)",
            f"@concatenate(%s, {axis})" if axis else "@concatenate(%s)", f"@Dot(axes={axes})(%s)",
            f"@dot(%s, axes={axes})", f"@Dot({axes}, normalize=True)(%s)", "@Attention()(%s)",
            "@Lambda(lambda z: z[0] * z[1])(%s)", "@Lambda(lambda z: K.concatenate(z, axis=-1))(%s)"])
        if "Attention" in text and not hasattr(keras.layers, "Attention"):
            return
        inside = f"[{source}, {other}]" if self.flip(0.97) else source
        self.put(f"{name} = {text % inside}", name, [source, other])

    def sequential(self):
        name, shape = self.new("m"), self.input_shape()
        self.put(f"{name} = Sequential()", name)
        if len(shape) == 1 and self.flip(0.6):
            rest = self.options((0.5, f"input_length={shape[0]}"), (0.2, "mask_zero=True"))
            first = f"@Embedding({self.i(10, 30)}, {self.i(1, 4)}{rest})"
        else:
            given = f"input_shape={self.written(shape)}"
            if self.flip(0.1):
                given = f"batch_input_shape={self.written([self.i(2, 4), *shape])}"
            elif len(shape) == 1 and self.flip(0.5):
                given = f"input_dim={shape[0]}"
            first = with_option(self.layer([None, *shape]), given)
        if not self.put(f"{name}.add({first})", name):
            return None
        if is_empty(self.names[name].outputs[0]):
            self.lines.pop()
            return None
        for _ in range(self.i(1, 6)):
            model = self.names[name]
            done = self.put(f"{name}.add({self.layer(list(K.int_shape(model.outputs[0])))})", name)
            if is_empty(model.outputs[0]):
                if done:
                    self.lines.pop()
                return None
            if self.flip(0.35):
                out = self.new("o")
                self.put(f"{out} = {name}.output", out)
        return name

    def listed(self):
        """The same as one list over several lines."""
        name, shape = self.new("m"), self.input_shape()
        made, text = keras.models.Sequential(), []
        layer = with_option(self.layer([None, *shape]), f"input_shape={self.written(shape)}")
        for _ in range(self.i(2, 6)):
            layer = layer.replace("@", self.prefix)
            error = self.tried(lambda: made.add(self.value(layer)))
            if error and not self.is_own_fault(error):
                lines = [f"{name} = Sequential([", *(f"    {one}," for one in [*text, layer]), "])"]
                self.raised(lines, len(text) + 1, error)
            elif not error:
                text.append(layer)
            if not text or is_empty(made.outputs[0]):
                return None
            layer = self.layer(list(K.int_shape(made.outputs[0])))
        self.put("\n".join([f"{name} = Sequential([", *(f"    {one}," for one in text), "])"]), name)
        return name

    def functional(self):
        made = {one: own for one, own in self.sources.items() if one[0] == "x" and own != {one}}
        outputs = [one for one, own in made.items() if len(own) == 1]
        if not outputs:
            return None
        out, name = self.r.choice(outputs), self.new("f")
        source = next(iter(self.sources[out]))
        given = f"{source}, {out}" if self.flip(0.5) else f"inputs={source}, outputs={out}"
        return self.put(f"{name} = Model({given})", name)

    def applied_model(self, name):
        """Keras 2 did not look at what a model was called with."""
        source, out, read = self.pick(), self.new(), K.int_shape(self.names[name].inputs[0])
        found = self.shapes[source]
        if len(found) == len(read) and all(a == b or a is None for a, b in zip(read[1:], found[1:])):
            self.put(f"{out} = {name}({source})", out, [source])

    def trained(self, name):
        model = self.names[name]
        read, given = K.int_shape(model.inputs[0]), K.int_shape(model.outputs[0])
        samples, data, target, made = self.r.choice([4, 8]), self.new("d"), self.new("d"), self.new("p")
        sizes = [self.near(size, 0.05) for size in read[1:]]
        if self.flip(0.05):
            sizes = sizes[:-1] or [1, 1]
        if read[0]:
            samples = read[0]
        output = list(given[1:])
        loss = self.r.choice(["mse", "mse", "mae", *(f"{one}_crossentropy" for one in
                                                     ("categorical", "binary", "sparse_categorical"))])
        wanted = [self.near(size, 0.05) for size in output]
        if loss.startswith("sparse"):
            wanted = wanted[:-1] if self.flip(0.5) else [*wanted[:-1], 1]
        elif self.flip(0.08):
            wanted = self.r.choice([wanted[:-1], [*wanted, 1], wanted[1:]])
        self.put(f"{data} = np.random.random({self.written([samples, *sizes])})", data)
        self.put(f"{target} = np.zeros({self.written([samples, *wanted])})", target)
        metrics = self.options((0.3, "metrics=['accuracy']"))
        if target not in self.names or data not in self.names:
            return
        self.put(f"{name}.compile(optimizer='adam', loss={loss!r}{metrics})", name)
        verb = self.r.choice([f"fit({data}, {target}, epochs=1, batch_size={samples}, verbose=0)",
                              f"evaluate({data}, {target}, verbose=0)", f"train_on_batch({data}, {target})"])
        self.put(f"{name}.{verb}", name)
        self.put(f"{made} = {name}.predict({data})", made)


def main(seed, count, folder):
    rng = random.Random(seed)
    done = []
    for _ in range(count):
        program = Program(rng)
        for _ in range(rng.randint(1, 2)):
            program.input()
        for _ in range(rng.randint(6, 14)):
            rng.choices([program.applied, program.merged, program.stateful_pair], [8, 3, 2])[0]()
        models = [program.sequential(), program.listed(), program.functional()]
        for name in filter(None, models):
            if rng.random() < 0.3:
                program.applied_model(name)
            if rng.random() < 0.2:
                program.trained(name)
        done.append(program)
    Recorder.write(done, folder, f"p{seed}_", ".py")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
