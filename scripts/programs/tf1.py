"""
TensorFlow 1 for programs of its time: `tensorflow` becomes TensorFlow 2's `compat.v1`, whose graphs, placeholders and
unrollings (`dynamic_rnn` …) are the real ones. The cells and `tf.contrib`, which no TensorFlow that can still be
installed has, are stood in for by plain ones with the same weights, shapes and states.
"""

import sys
import types

import tensorflow
from watch import shapes_in

real = tensorflow.compat.v1


def install(recorder):
    real.disable_v2_behavior()
    recorder.frameworks.add("tensorflow")
    cells = make_cells(recorder)
    unrollings = watch_unrollings(recorder)
    layers = make_layers()
    tf = overlay("tensorflow", real)
    tf.nn = overlay("tensorflow.nn", real.nn, rnn_cell=module("tensorflow.nn.rnn_cell", **cells), **unrollings)
    tf.layers = module("tensorflow.layers", **layers)
    legacy = make_legacy(recorder)
    rnn = module("tensorflow.contrib.rnn", static_rnn=unrollings["static_rnn"], **cells,
                 stack_bidirectional_dynamic_rnn=None)
    contrib_layers = module("tensorflow.contrib.layers", fully_connected=layers["fully_connected"],
                            xavier_initializer=real.glorot_uniform_initializer, embed_sequence=embed_sequence)
    tf.contrib = module("tensorflow.contrib", rnn=rnn, layers=contrib_layers, legacy_seq2seq=legacy)
    tf.python = module("tensorflow.python")
    tf.compat = overlay("tensorflow.compat", tensorflow.compat, v1=tf)
    sys.modules.update({"tensorflow": tf, "tensorflow.compat.v1": tf, "tensorflow.nn": tf.nn})
    sys.modules["tensorflow.python.ops.rnn_cell"] = module("tensorflow.python.ops.rnn_cell", **cells)
    ops = module("tensorflow.python.ops", rnn=module("tensorflow.python.ops.rnn", **unrollings),
                 rnn_cell=sys.modules["tensorflow.python.ops.rnn_cell"])
    sys.modules["tensorflow.python.ops"] = ops
    sys.modules["tensorflow.models.rnn"] = ops
    sys.modules["tensorflow.models"] = module("tensorflow.models", rnn=ops)
    for name in ("concat_v2",):
        setattr(tf, name, real.concat)
    tf.pack, tf.unpack, tf.sub, tf.mul = real.stack, real.unstack, real.subtract, real.multiply
    tf.initialize_all_variables = real.global_variables_initializer
    mnist = module("tensorflow.examples.tutorials.mnist", input_data=types.SimpleNamespace(read_data_sets=read_digits))
    sys.modules["tensorflow.examples.tutorials.mnist.input_data"] = module(
        "tensorflow.examples.tutorials.mnist.input_data", read_data_sets=read_digits)
    sys.modules["tensorflow.examples.tutorials"] = module("tensorflow.examples.tutorials", mnist=mnist)
    sys.modules["tensorflow.examples"] = module("tensorflow.examples")


def module(path, **names):
    made = types.ModuleType(path)
    made.__path__ = []
    made.__dict__.update(names)
    sys.modules[path] = made
    return made


def overlay(path, below, **names):
    made = module(path, **names)
    made.__getattr__ = lambda name: getattr(below, name)
    return made


def make_cells(recorder):
    tf = real

    class Cell:
        def __init__(self, num_units, activation=None, reuse=None, name=None, **options):
            self.num_units = num_units
            self.activation = activation or tf.tanh
            self.scope_name = name or type(self).scope
            self.record = recorder.new(recorder.site(), type(self).__name__, num_units)

        @property
        def state_size(self):
            return self.num_units

        @property
        def output_size(self):
            return self.num_units

        def zero_state(self, batch_size, dtype):
            return zeros(self.state_size, batch_size, dtype)

        def __call__(self, inputs, state, scope=None):
            with tf.variable_scope(scope or self.scope_name, reuse=tf.AUTO_REUSE):
                output, new_state = self.step(inputs, state)
            if not getattr(self, "is_unrolled", False):
                note(self, recorder.outer_site(), inputs, output, new_state)
            return output, new_state

        call = __call__

        def linear(self, values, size, name="kernel"):
            joined = tf.concat(values, 1)
            kernel = tf.get_variable(name, [joined.shape.as_list()[-1], size])
            bias = tf.get_variable(name.replace("kernel", "bias"), [size], initializer=tf.zeros_initializer())
            return tf.matmul(joined, kernel) + bias

    class BasicRNNCell(Cell):
        scope = "basic_rnn_cell"

        def step(self, inputs, state):
            output = self.activation(self.linear([inputs, state], self.num_units))
            return output, output

    class GRUCell(Cell):
        scope = "gru_cell"

        def step(self, inputs, state):
            z, r = tf.split(tf.sigmoid(self.linear([inputs, state], 2 * self.num_units, "gates_kernel")), 2, 1)
            candidate = self.activation(self.linear([inputs, r * state], self.num_units, "candidate_kernel"))
            new = z * state + (1 - z) * candidate
            return new, new

    from tensorflow.python.util import nest  # noqa: F401
    import collections

    LSTMStateTuple = collections.namedtuple("LSTMStateTuple", ("c", "h"))

    class BasicLSTMCell(Cell):
        scope = "basic_lstm_cell"

        def __init__(self, num_units, forget_bias=1.0, state_is_tuple=True, activation=None, **options):
            self.state_is_tuple = state_is_tuple
            super().__init__(num_units, activation, **options)

        @property
        def state_size(self):
            n = self.num_units
            return LSTMStateTuple(n, self.output_size) if self.state_is_tuple else n + self.output_size

        def step(self, inputs, state):
            c, h = state if self.state_is_tuple else tf.split(state, [self.num_units, self.output_size], 1)
            i, j, f, o = tf.split(self.linear([inputs, h], 4 * self.num_units), 4, 1)
            new_c = c * tf.sigmoid(f + 1.0) + tf.sigmoid(i) * self.activation(j)
            new_h = self.projected(self.activation(new_c) * tf.sigmoid(o))
            return new_h, LSTMStateTuple(new_c, new_h) if self.state_is_tuple else tf.concat([new_c, new_h], 1)

        def projected(self, h):
            return h

    class LSTMCell(BasicLSTMCell):
        scope = "lstm_cell"

        def __init__(self, num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None,
                     proj_clip=None, num_unit_shards=None, num_proj_shards=None, forget_bias=1.0, state_is_tuple=True,
                     activation=None, **options):
            self.num_proj = num_proj
            super().__init__(num_units, forget_bias, state_is_tuple, activation, **options)

        @property
        def output_size(self):
            return self.num_proj or self.num_units

        def projected(self, h):
            return self.linear([h], self.num_proj, "projection_kernel") if self.num_proj else h

    class MultiRNNCell:
        def __init__(self, cells, state_is_tuple=True):
            self.cells = list(cells)
            self.record = {"inputSize": None, "calls": []}

        zero_state = Cell.zero_state

        @property
        def state_size(self):
            return tuple(cell.state_size for cell in self.cells)

        @property
        def output_size(self):
            return self.cells[-1].output_size

        def __call__(self, inputs, state, scope=None):
            given, states = inputs, []
            with tf.variable_scope(scope or "multi_rnn_cell", reuse=tf.AUTO_REUSE):
                for index, (cell, before) in enumerate(zip(self.cells, state)):
                    with tf.variable_scope(f"cell_{index}"):
                        cell.is_unrolled = True
                        inputs, after = cell(inputs, before)
                        states.append(after)
            if not getattr(self, "is_unrolled", False):
                note(self, recorder.outer_site(), given, inputs, tuple(states))
            return inputs, tuple(states)

    class Wrapper:
        def __init__(self, cell, *args, **options):
            self.cell = cell
            self.args = args
            self.record = None

        zero_state = Cell.zero_state
        state_size = property(lambda self: self.cell.state_size)
        output_size = property(lambda self: self.cell.output_size)

        def __call__(self, inputs, state, scope=None):
            self.cell.is_unrolled = True
            return self.cell(inputs, state, scope)

    class DropoutWrapper(Wrapper):
        pass

    class ResidualWrapper(Wrapper):
        pass

    class OutputProjectionWrapper(Wrapper):
        output_size = property(lambda self: self.args[0])

        def __call__(self, inputs, state, scope=None):
            output, state = super().__call__(inputs, state, scope)
            return Cell.linear(self, [output], self.args[0], "projection_kernel"), state

    for kind in (BasicRNNCell, BasicLSTMCell, LSTMCell, GRUCell):
        kind.zero_state = Cell.zero_state
    return dict(BasicRNNCell=BasicRNNCell, BasicLSTMCell=BasicLSTMCell, LSTMCell=LSTMCell, GRUCell=GRUCell,
                MultiRNNCell=MultiRNNCell, DropoutWrapper=DropoutWrapper, ResidualWrapper=ResidualWrapper,
                OutputProjectionWrapper=OutputProjectionWrapper, LSTMStateTuple=LSTMStateTuple, RNNCell=Cell,
                LSTMBlockCell=BasicLSTMCell, CoupledInputForgetGateLSTMCell=LSTMCell)


def zeros(size, batch_size, dtype):
    if isinstance(size, tuple):
        parts = [zeros(part, batch_size, dtype) for part in size]
        return type(size)(*parts) if hasattr(size, "_fields") else tuple(parts)
    return real.zeros(real.stack([batch_size, size]) if not isinstance(batch_size, int) else [batch_size, size], dtype)


def note(cell, site, inputs, output, state):
    record = getattr(cell, "record", None)
    while record is None and hasattr(cell, "cell"):
        cell = cell.cell
        record = cell.record
    if record is None or site is None:
        return
    shape = (shapes_in(inputs) or [None])[0]
    if record["inputSize"] is None and shape and isinstance(shape[-1], int):
        record["inputSize"] = shape[-1]
    outputs = shapes_in(output)
    whole = outputs[0] if outputs else None
    if isinstance(output, list):
        whole = [len(output), *outputs[0]]
    record["calls"].append({"site": site, "output": whole, "state": shapes_in(state)})


def watch_unrollings(recorder):
    nn = real.nn

    def watched(name):
        original = getattr(nn, name)

        def unroll(*args, **options):
            site = recorder.site(2)
            cells = [value for value in [*args, *options.values()] if hasattr(value, "state_size")]
            inputs = next(value for value in [*args, *options.values()] if not hasattr(value, "state_size"))
            for cell in cells:
                while cell is not None:
                    cell.is_unrolled = True
                    cell = getattr(cell, "cell", None)
            scope = options.pop("scope", None)
            result = original(*args, **options, **({"scope": scope} if scope is not None else {}))
            record = recorder.new(site, name, None)
            outputs = result[0]
            state = result[1] if name != "static_bidirectional_rnn" else result[1:]
            for layer in [types.SimpleNamespace(record=record), *cells]:
                is_two = len(cells) == 2 and layer in cells
                one = cells.index(layer) if is_two else 0
                output = outputs[one] if is_two and isinstance(outputs, tuple) else outputs
                note(layer, site, inputs, output, state[one] if is_two and isinstance(state, tuple) else state)
            return result

        return unroll

    names = ("dynamic_rnn", "static_rnn", "bidirectional_dynamic_rnn", "static_bidirectional_rnn")
    found = {name: watched(name) for name in names}
    found["rnn"] = found["static_rnn"]
    return found


def make_layers():
    tf = real
    counts = {}

    def dense(inputs, units=None, activation=None, name=None, use_bias=True, num_outputs=None, activation_fn=None, **options):
        units = units or num_outputs
        activation = activation or activation_fn
        counts["dense"] = counts.get("dense", 0) + 1
        with tf.variable_scope(name or f"dense_{counts['dense']}", reuse=tf.AUTO_REUSE):
            kernel = tf.get_variable("kernel", [inputs.shape.as_list()[-1], units])
            bias = tf.get_variable("bias", [units])
        output = tf.tensordot(inputs, kernel, [[len(inputs.shape) - 1], [0]]) + bias
        output.set_shape(inputs.shape.as_list()[:-1] + [units])
        return activation(output) if activation else output

    def fully_connected(inputs, num_outputs, activation_fn=tf.nn.relu, **options):
        return dense(inputs, num_outputs, activation_fn)

    return dict(dense=dense, fully_connected=fully_connected, dropout=lambda x, *args, **options: x,
                flatten=lambda x: tf.reshape(x, [-1, x.shape[1] * x.shape[2]]))


def embed_sequence(ids, vocab_size=None, embed_dim=None, **options):
    table = real.get_variable("embeddings", [vocab_size, embed_dim])
    return real.nn.embedding_lookup(table, ids)


def make_legacy(recorder):
    tf = real

    def sequence_loss_by_example(logits, targets, weights, *args, **options):
        losses = [tf.nn.sparse_softmax_cross_entropy_with_logits(logits=l, labels=t) * w
                  for l, t, w in zip(logits, targets, weights)]
        return tf.add_n(losses)

    return module("tensorflow.contrib.legacy_seq2seq", sequence_loss_by_example=sequence_loss_by_example)


def read_digits(*args, one_hot=False, **options):
    import numpy as np

    class Digits:
        images = np.zeros((512, 784), np.float32)
        labels = np.eye(10, dtype=np.float32)[np.zeros(512, int)] if one_hot else np.zeros(512, int)
        num_examples = 512

        def next_batch(self, size):
            return self.images[:size], self.labels[:size]

    return types.SimpleNamespace(train=Digits(), test=Digits(), validation=Digits())
