"""Watches the recurrent layers of a framework: where they are made, and with what they are called."""

import os
import sys

own_folder = os.path.dirname(os.path.abspath(__file__))


class Recorder:
    def __init__(self, folder):
        self.folder = folder
        self.files = {}
        self.frameworks = set()
        self.made = []
        self.names = {}

    def seen(self, name, line, column, value):
        shape = shape_of(value)
        if shape is not None:
            frame = sys._getframe(1)
            file, cell = self.files[frame.f_code.co_filename]
            self.names.setdefault((file, cell, line, column, name), []).append(shape)

    def site(self, depth=2):
        """The call expression of the program that is being run, if it called the caller directly."""
        frame = sys._getframe(depth)
        while frame and os.path.dirname(frame.f_code.co_filename) == own_folder:
            frame = frame.f_back
        return self.place_in(frame)

    def outer_site(self):
        """The call expression of the program that is being run, however deep it is in the library."""
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename not in self.files:
            frame = frame.f_back
        return self.place_in(frame)

    def place_in(self, frame):
        if not frame or frame.f_code.co_filename not in self.files:
            return None
        positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
        file, cell = self.files[frame.f_code.co_filename]
        return (file, cell, positions[0], positions[2] + 1)

    def new(self, site, kind, units, input_size=None):
        layer = {"site": site, "kind": kind, "units": units, "inputSize": input_size, "calls": []}
        self.made.append(layer)
        return layer

    def layers(self):
        by_site = {}
        for layer in self.made:
            if layer["site"]:
                kind = getattr(layer.get("object"), "old_kind", layer["kind"])
                by_site.setdefault((layer["site"], kind), []).append(layer)
        found = []
        for (site, kind), made in sorted(by_site.items(), key=lambda item: key_of(item[0][0])):
            calls = [call for layer in made for call in first_site_calls(layer["calls"])]
            found.append({
                **self.where(site),
                "kind": kind,
                "units": same([layer["units"] for layer in made]),
                "inputSize": same([layer["inputSize"] for layer in made]),
                "output": merged([call["output"] for call in calls]),
                "state": merged_lists([call["state"] for call in calls]),
                **({"made": len(made)} if len(made) > 1 else {}),
                "called": bool(calls),
            })
        return found

    def tensors(self):
        found = []
        for (file, cell, line, column, name), shapes in sorted(self.names.items(), key=lambda item: key_of(item[0])):
            shape = merged(shapes)
            if shape is not None:
                where = self.where((file, cell, line, column))
                found.append({**where, "name": name, "shape": shape})
        return found

    def where(self, site):
        file, cell, line, column = site
        path = os.path.relpath(file, self.folder)
        is_other = os.path.basename(file) not in ("train.py", "main.py") and len({p for p, _ in self.files.values()}) > 1
        return {
            **({"file": path} if is_other else {}),
            **({"cell": cell} if cell is not None else {}),
            "line": line,
            "column": column,
        }


def key_of(site):
    return tuple(-1 if part is None else part for part in site)


def first_site_calls(calls):
    return [call for call in calls if call["site"] == calls[0]["site"]]


def same(values):
    return values[0] if all(value == values[0] for value in values) else None


def merged(shapes):
    """The shape that they share; null for a size that differs, and for the whole where the rank does."""
    if not shapes or any(shape is None or len(shape) != len(shapes[0]) for shape in shapes):
        return None
    return [same([shape[axis] for shape in shapes]) for axis in range(len(shapes[0]))]


def merged_lists(lists):
    if not lists or any(len(shapes) != len(lists[0]) for shapes in lists):
        return []
    return [merged([shapes[index] for shapes in lists]) for index in range(len(lists[0]))]


def shape_of(value):
    """Of a tensor or array; a size that only the data gives is "None", as the frameworks print it."""
    shape = getattr(value, "shape", None)
    if shape is None or isinstance(value, type) or type(value).__name__ in ("DataFrame", "Series", "Stub", "MagicMock"):
        return None
    try:
        if getattr(shape, "rank", 0) is None:
            return None
        sizes = [getattr(size, "value", size) for size in shape]
    except Exception:
        return None
    return ["None" if size is None else int(size) if not isinstance(size, str) else size for size in sizes]


def shapes_in(value):
    """The shapes of the tensors in nested tuples and lists, flat."""
    if isinstance(value, (tuple, list)) and not hasattr(value, "shape") and not hasattr(value, "batch_sizes"):
        return [shape for item in value for shape in shapes_in(item)]
    shape = shape_of(value)
    return [shape] if shape is not None else []


def torch(recorder):
    import torch
    from torch import nn

    recorder.frameworks.add("torch")
    kinds = (nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell)
    layers = {}

    def watch_class(kind):
        made = kind.__init__

        def __init__(self, *args, **options):
            made(self, *args, **options)
            if type(self) is kind:
                layers[id(self)] = recorder.new(recorder.site(), kind.__name__, self.hidden_size, self.input_size)
                keep.append(self)

        kind.__init__ = __init__

    keep = []
    for kind in kinds:
        watch_class(kind)

    def called(module, args, output):
        layer = layers.get(id(module))
        if layer is None:
            return
        is_cell = isinstance(module, nn.RNNCellBase)
        if is_cell:
            state = shapes_in(output)
            result = state[0]
        else:
            packed = hasattr(output[0], "batch_sizes")
            result = None if packed else shape_of(output[0])
            state = shapes_in(output[1])
        layer["calls"].append({"site": recorder.outer_site(), "output": result, "state": state})

    torch.nn.modules.module.register_module_forward_hook(called)


def keras(recorder):
    import keras
    from keras import layers as L

    recorder.frameworks.add("keras")
    names = ("SimpleRNN", "LSTM", "GRU", "RNN", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D",
             "SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells")
    made = {}
    keep = []

    def watch_class(kind):
        original = kind.__init__

        def __init__(self, *args, **options):
            site = recorder.site() if type(self) is kind else None
            original(self, *args, **options)
            if site:
                made[id(self)] = recorder.new(site, kind.__name__, units_of(self))
                made[id(self)]["object"] = self
                keep.append(self)
                given = (args + (options.get("layer"),))[0]
                inner = getattr(self, "forward_layer", None)
                if inner is not None and id(given) in made:
                    made[id(inner)] = made[id(given)]
                    keep.append(inner)

        kind.__init__ = __init__

    for name in names:
        watch_class(getattr(L, name))

    Layer = keras.Layer
    original_call = Layer.__call__

    def __call__(self, *args, **options):
        output = original_call(self, *args, **options)
        layer = made.get(id(self))
        if layer is not None and not layer["calls"]:
            given = args[0] if args else options.get("inputs", options.get("sequences"))
            shape = shapes_in(given)[0]
            channel = shape[-1]
            if layer["inputSize"] is None and isinstance(channel, int):
                layer["inputSize"] = channel
            shapes = shapes_in(output)
            is_cell = type(self).__name__.endswith(("Cell", "Cells"))
            layer["calls"].append({"site": None, "output": shapes[0], "state": [] if is_cell else shapes[1:]})
            inner = made.get(id(getattr(self, "forward_layer", None)))
            if inner is not None:
                # The wrapper works on copies of what it was given, one for each direction.
                size = units_of(self.forward_layer)
                inner["inputSize"] = layer["inputSize"]
                inner["calls"] = [{"site": None, "output": [None, *shapes[0][1:-1], size], "state": []}]
        return output

    Layer.__call__ = __call__
    shorten_training(keras)


def units_of(layer):
    if hasattr(layer, "units"):
        return layer.units
    if hasattr(layer, "filters"):
        return layer.filters
    cell = getattr(layer, "cell", None)
    return getattr(cell, "units", None)


def shorten_training(keras):
    """One batch shows all shapes."""
    original = keras.Model.fit

    def fit(self, x=None, y=None, batch_size=None, **options):
        options.update(epochs=1, verbose=0)
        options.pop("initial_epoch", None)
        options.pop("callbacks", None)
        options["steps_per_epoch"] = 1
        if options.get("validation_data") is not None or options.get("validation_split"):
            options["validation_steps"] = 1
        return original(self, x, y, batch_size=batch_size, **options)

    keras.Model.fit = fit


def flax(recorder):
    import flax.linen as nn

    recorder.frameworks.add("flax")
    for name in ("LSTMCell", "OptimizedLSTMCell", "GRUCell", "SimpleCell", "RNN"):
        watch_flax(recorder, getattr(nn, name))


def watch_flax(recorder, kind):
    original = kind.__init__

    def __init__(self, *args, **options):
        original(self, *args, **options)
        site = recorder.site()
        if site:
            recorder.new(site, kind.__name__, getattr(self, "features", None))

    kind.__init__ = __init__
