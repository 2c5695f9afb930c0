"""
PyTorch's modules, on one thread, time first as they are fastest: answers the requests of serve.mjs.
Needs torch and nothing else.
"""

import array
import ctypes
import json
import math
import sys
import time
import traceback

import torch

# Each gate's place in Keras' order: PyTorch has i f g o and r z n.
gate_orders = {"simple_rnn": [0], "lstm": [0, 1, 2, 3], "gru": [1, 0, 2]}
modules = {"simple_rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
sample_length = 2  # ms, as in serve.mjs


class Peer:
    module = x = y = None
    count = 1

    def hello(self, request):
        return {"version": torch.__version__.split("+")[0], **note_on_blas()}

    def prepare(self, request):
        task = request["task"]
        if task["cell"] == "gru" and not task["resetAfter"]:
            raise ValueError("PyTorch has no GRU with reset before.")
        batch, steps, features, units = (task[key] for key in ("batch", "steps", "features", "units"))
        columns = task["gates"] * units
        numbers = array.array("f")
        with open(task["file"], "rb") as file:
            numbers.frombytes(file.read())
        rest = torch.frombuffer(numbers, dtype=torch.float32)
        parts = []
        for shape in ([batch, steps, features], [features, columns], [units, columns], [columns], [columns]):
            parts.append(rest[: math.prod(shape)].reshape(shape))
            rest = rest[math.prod(shape) :]
        order = gate_orders[task["cell"]]

        def reordered(weights):
            gates = weights.chunk(len(order), -1)
            return torch.cat([gates[gate] for gate in order], -1).T

        self.module = modules[task["cell"]](features, units).eval()
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        for name, weights in zip(names, parts[1:]):
            getattr(self.module, name).copy_(reordered(weights))
        self.x = parts[0].transpose(0, 1).contiguous()
        return {}

    def output(self, request):
        start = time.perf_counter()
        self.y = self.module(self.x)[0]
        took = 1000 * (time.perf_counter() - start)
        y = self.y.transpose(0, 1).contiguous()
        with open(request["to"], "wb") as file:
            file.write(ctypes.string_at(y.data_ptr(), 4 * y.numel()))
        return {"took": took}

    def warmUp(self, request):
        shortest = math.inf
        end = time.perf_counter() + request["length"] / 1000
        while time.perf_counter() < end:
            start = time.perf_counter()
            self.module(self.x)
            shortest = min(shortest, 1000 * (time.perf_counter() - start))
        self.count = max(1, math.ceil(sample_length / shortest))
        return {}

    def time(self, request):
        samples, module, x = [], self.module, self.x
        end = time.perf_counter() + request["length"] / 1000
        while True:
            start = time.perf_counter()
            for _ in range(self.count):
                module(x)
            samples.append(1000 * (time.perf_counter() - start) / self.count)
            if time.perf_counter() >= end:
                return {"samples": samples}

    def release(self, request):
        self.module = self.x = self.y = None
        return {}


def note_on_blas():
    """Of a build that multiplies matrices by the reference BLAS, as Debian's does: it is several times slower."""
    torch.ones(64, 64) @ torch.ones(64, 64)
    try:
        with open("/proc/self/maps", encoding="utf-8") as file:
            libraries = file.read().lower()
    except OSError:
        return {}
    if "libblas" not in libraries or any(name in libraries for name in ("openblas", "mkl_", "blis", "atlas")):
        return {}
    return {"note": "This PyTorch multiplies by the reference BLAS; the builds on PyPI are several times faster."}


def serve():
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    peer = Peer()
    with torch.no_grad():
        for line in sys.stdin:
            try:
                request = json.loads(line)
                answer = getattr(peer, request["do"])(request)
            except Exception:
                answer = {"error": traceback.format_exc()}
            print("bench:" + json.dumps(answer), flush=True)


serve()
