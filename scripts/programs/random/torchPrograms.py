"""
Random small programs of PyTorch operations, with what PyTorch itself makes of them, for compare.mjs.

    python scripts/programs/random/torchPrograms.py SEED COUNT FOLDER

Every line is run as it is written; one that raises ends a program of its own (`raises` of FOLDER/truth.json), all
others stand in a program that runs, with the shapes of the names they give.
"""

import random
import re
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from record import Recorder

warnings.filterwarnings("ignore")
head = ["import torch", "import torch.nn as nn", "import torch.nn.functional as F"]
most_numbers, most_axes = 3000, 5


class Program(Recorder):
    def __init__(self, rng):
        super().__init__(head, {"torch": torch, "nn": nn, "F": F})
        self.r = rng
        self.tensors = {}

    def shape_of(self, value):
        return list(value.shape) if isinstance(value, torch.Tensor) else None

    def is_own_fault(self, error):
        return isinstance(error, NotImplementedError)

    def put(self, code, name):
        names = dict(self.names)
        made = None if self.tried(lambda: exec(code, names)) else names[name]
        if isinstance(made, torch.Tensor) and (made.numel() > most_numbers or made.dim() > most_axes):
            return
        if self.say(code) and isinstance(self.names[name], torch.Tensor) and self.names[name].numel() > 0:
            self.tensors[name] = self.names[name]

    # numbers that are right mostly
    def i(self, low, high):
        return self.r.randint(low, high)

    def flip(self, chance):
        return self.r.random() < chance

    def near(self, number):
        return max(0, number + self.r.choice([-1, 1, 2, -2])) if self.flip(0.15) else number

    def dim(self, x, extra=0):
        rank = x.dim() + extra
        if self.flip(0.06):
            return self.i(-rank - 1, rank + 1)
        return self.i(-rank, rank - 1) if rank > 0 else 0

    def factors(self, total):
        parts = []
        for _ in range(self.i(0, 3)):
            part = self.r.choice([size for size in range(1, total + 1) if total % size == 0] or [1])
            parts.append(part)
            total //= part
        parts.append(total)
        self.r.shuffle(parts)
        if self.flip(0.4):
            parts[self.i(0, len(parts) - 1)] = -1
        if self.flip(0.08):
            parts[self.i(0, len(parts) - 1)] += 1
        return ", ".join(map(str, parts))

    def index(self, size):
        chance = self.r.random()
        if chance < 0.3:
            return str(self.i(-size, max(size - 1, 0)) if self.flip(0.93) else size + 1)
        if chance < 0.6:
            start = self.r.choice(["", str(self.i(0, size)), str(-self.i(1, size + 1))])
            end = self.r.choice(["", str(self.i(0, size + 1)), str(-self.i(1, size + 1))])
            return f"{start}:{end}{self.r.choice(['', '', ':2'])}"
        return self.r.choice([":", ":", ":", "None", f"[0, {max(size - 1, 0)}]", f"torch.arange({max(size, 1)})"])

    def subscript(self, x):
        parts, axis = [], 0
        for _ in range(self.i(1, max(x.dim(), 1))):
            parts.append(self.index(x.shape[axis] if axis < x.dim() else 3))
            axis += parts[-1] != "None"
        if self.flip(0.15):
            parts.insert(self.i(0, len(parts)), "...")
        return ", ".join(parts)

    def order(self, rank):
        order = list(range(rank))
        self.r.shuffle(order)
        if self.flip(0.06):
            order = order[:-1] or [0, 1]
        if self.flip(0.2):
            order = [axis - rank for axis in order]
        return ", ".join(map(str, order))

    # operations: statements with {v} for the name that they give
    def recurrent(self, n, x):
        kind, hidden = self.r.choice(["LSTM", "GRU", "RNN"]), self.i(1, 5)
        layers, directions, projected, batch_first, options = 1, 1, 0, False, ""
        if self.flip(0.4):
            layers = self.i(1, 3)
            options += f", num_layers={layers}"
        if self.flip(0.5):
            batch_first = self.flip(0.8)
            options += f", batch_first={batch_first}"
        if self.flip(0.35):
            directions = 2
            options += ", bidirectional=True"
        if kind == "LSTM" and self.flip(0.15) and hidden > 1:
            projected = self.i(1, hidden - 1)
            options += f", proj_size={projected}"
        given = n
        if self.flip(0.4):
            batch = [x.shape[0 if batch_first else 1]] if x.dim() == 3 else []
            sizes = [self.near(size) for size in [layers * directions, *batch, projected or hidden]]
            state = f"torch.zeros({', '.join(map(str, sizes))})"
            cell = f"torch.zeros({', '.join(map(str, [layers * directions, *batch, self.near(hidden)]))})"
            is_pair = kind == "LSTM" and self.flip(0.94)
            given += f", ({state}, {cell})" if is_pair else f", {state}"
        call = f"nn.{kind}({self.near(last(x))}, {hidden}{options})({given})"
        states = f"{{v}} = {call}[1]" + ("[0]" if kind == "LSTM" else "")
        return self.r.choice([f"{{v}}, {{v}}s = {call}", f"{{v}}, {{v}}s = {call}", f"{{v}} = {call}[0]", states])

    def cell(self, n, x):
        kind, hidden = self.r.choice(["LSTM", "GRU", "RNN"]), self.i(1, 5)
        state = ""
        if self.flip(0.4) and kind != "LSTM":
            batch = [self.near(x.shape[0])] if x.dim() > 1 else []
            state = f", torch.zeros({', '.join(map(str, [*batch, self.near(hidden)]))})"
        names = "{v}, {v}c" if kind == "LSTM" else "{v}"
        return f"{names} = nn.{kind}Cell({self.near(last(x))}, {hidden})({n}{state})"

    def reduced(self, n, x):
        d, other, keep = self.dim(x), self.dim(x), self.r.choice(["", ", keepdim=True"])
        plain = self.r.choice("sum mean prod std var amax logsumexp argmax".split())
        extreme = self.r.choice("max min median".split())
        return self.r.choice([
            f"{{v}} = {n}.{plain}(dim={d}{keep})", f"{{v}} = {n}.{plain}(dim={d}{keep})",
            f"{{v}} = {n}.{plain}(dim={d}{keep})", f"{{v}} = {n}.{self.r.choice(['sum', 'mean'])}(({d}, {other}){keep})",
            f"{{v}} = {n}.{self.r.choice(['sum', 'mean', 'prod', 'std', 'var'])}()",
            f"{{v}} = {n}.{self.r.choice(['cumsum', 'softmax', 'log_softmax', 'argsort'])}(dim={d})",
            f"{{v}} = F.softmin({n}, dim={d})", f"{{v}} = {n}.flip({d})", f"{{v}}, {{v}}i = {n}.{extreme}({d}{keep})",
            f"{{v}} = {n}.{extreme}()", f"{{v}} = torch.{extreme}({n}, dim={d}{keep})[0]",
            f"{{v}} = {n}.{extreme}(dim={d}{keep}).values", f"{{v}}, {{v}}i = {n}.sort(dim={d})",
            f"{{v}}, {{v}}i = {n}.topk({self.i(1, 3)}, dim={d})", f"{{v}} = {n}.unbind({d})[0]",
            f"{{v}} = {n}.norm(dim={d}{keep})", f"{{v}} = {n}.norm(2, {d}{keep})", f"{{v}} = {n}.norm()",
            f"{{v}} = ({n} > 0).{self.r.choice(['all', 'any'])}(dim={d}{keep})"])

    def convolved(self, n, x):
        size, options = self.i(1, 3), ""
        for chance, option in [(0.3, f"stride={self.i(1, 3)}"), (0.2, f"dilation={self.i(1, 2)}"), (0.1, "bias=False"),
                               (0.4, f"padding={self.r.choice([0, 1, 2, repr('same'), repr('valid')])}")]:
            options += f", {option}" if self.flip(chance) else ""
        channels, planes = self.near(row(x)), self.near(x.shape[-3] if x.dim() > 2 else 1)
        kernel = self.r.choice([str(size), f"({size}, {self.i(1, 2)})"])
        rest = f"stride={self.i(1, 2)}, padding={self.i(0, 1)}, output_padding={self.r.choice([0, 0, 1])}"
        return "{v} = " + self.r.choice([
            *[f"nn.Conv1d({channels}, {self.i(1, 5)}, {size}{options})({n})"] * 3,
            f"nn.Conv2d({planes}, {self.i(1, 5)}, {kernel}{options})({n})",
            f"nn.ConvTranspose1d({channels}, {self.i(1, 5)}, {size}, {rest})({n})"])

    def pooled(self, n, x):
        size = self.i(1, 3)
        return "{v} = " + self.r.choice([
            f"nn.MaxPool1d({size})({n})", f"nn.MaxPool1d({size}, {self.i(1, 2)}, padding={self.i(0, 1)})({n})",
            f"F.max_pool1d({n}, {size}, ceil_mode=True)", f"nn.AvgPool1d({size}, stride={self.i(1, 2)})({n})",
            f"nn.AdaptiveAvgPool1d({self.i(1, 4)})({n})", f"F.adaptive_max_pool1d({n}, {self.i(1, 3)})",
            f"nn.MaxPool2d({size})({n})", f"nn.MaxPool2d(({size}, 1), stride=({self.i(1, 2)}, 1))({n})",
            f"F.avg_pool2d({n}, {size}, padding={self.i(0, 1)})", f"F.interpolate({n}, scale_factor=2)",
            f"nn.AdaptiveAvgPool2d(({self.i(1, 3)}, {self.i(1, 3)}))({n})", f"F.interpolate({n}, size={self.i(1, 6)})",
            f"nn.Upsample(scale_factor=2)({n})"])

    def joined(self, n, x, m, y):
        d = self.i(-3, 3)
        if self.flip(0.5):
            return f"{{v}} = {n} {self.r.choice(['+', '-', '*', '/', '@', '==', '>'])} {m}"
        return "{v} = " + self.r.choice([
            *(f"torch.{name}({n}, {m})" for name in "matmul bmm mm mv dot outer maximum cdist kron".split()),
            f"torch.cat([{n}, {m}], dim={d})", f"torch.cat(({n}, {m}), {d})", f"torch.stack([{n}, {m}], dim={d})",
            f"torch.hstack([{n}, {m}])", f"torch.vstack(({n}, {m}))", f"{n}.expand_as({m})", f"{n}.view_as({m})",
            f"torch.where({n} > 0, {n}, {m})", f"torch.einsum('bij,bjk->bik', {n}, {m})",
            f"torch.einsum('...i,...i->...', {n}, {m})", f"F.mse_loss({n}, {m}, reduction='none')",
            f"F.mse_loss({n}, {m})", f"F.cosine_similarity({n}, {m}, dim={d})", f"{n}.masked_fill({m} > 0, 0.)",
            f"torch.addmm(torch.zeros(3), {n}, {m})", f"torch.baddbmm(torch.zeros(1), {n}, {m})",
            f"torch.tensordot({n}, {m}, dims={self.i(0, 2)})", f"F.linear({n}, {m})", f"nn.PairwiseDistance()({n}, {m})",
            f"nn.Bilinear({self.near(last(x))}, {self.near(last(y))}, {self.i(1, 4)})({n}, {m})"])

    def changed(self, n, x):
        d, other, sizes, i, near = self.dim(x), self.dim(x), list(x.shape), self.i, self.near
        spread = ", ".join(str(self.r.choice([size, -1]) if size != 1 else i(1, 3)) for size in sizes)
        times = ", ".join(str(i(1, 2)) for _ in range(x.dim() + self.r.choice([0, 0, 1])))
        some = ", ".join(str(min(size, 2)) for size in sizes)
        plain = self.r.choice("""t() T mT contiguous().view(-1) ravel() tril() triu(1) diagonal() double() unique() data
            swapaxes(0,1) bool().sum(1) argmax(-1) diag() fliplr() float().mean(0) clone().detach()""".split())
        return "{v} = " + self.r.choice([
            f"{n}.view({self.factors(x.numel())})", f"{n}.reshape({self.factors(x.numel())})",
            f"{n}.reshape(({self.factors(x.numel())},))", f"{n}.view({n}.size(0), -1)", f"{n}.permute({self.order(x.dim())})",
            f"{n}.transpose({d}, {other})", f"{n}.squeeze({self.r.choice(['', str(d)])})", f"{n}.movedim({d}, {other})",
            f"{n}.unsqueeze({self.dim(x, 1)})", f"{n}.flatten({self.r.choice(['', str(d), f'{d}, {other}'])})",
            f"{n}[{self.subscript(x)}]", f"{n}[{self.subscript(x)}]", f"{n}[{self.subscript(x)}]",
            f"{n}.expand({spread})", f"{n}.repeat({times})", f"{n}.repeat_interleave({i(1, 2)}, dim={d})",
            f"torch.tile({n}, ({i(1, 2)}, {i(1, 2)}))", f"F.pad({n}, ({i(0, 2)}, {i(-1, 2)}))",
            f"{n}.{self.r.choice(['split', 'chunk'])}({i(1, 3)}, dim={d})[{self.r.choice([0, -1, 1])}]",
            f"{n}.narrow({d}, {i(0, 1)}, {i(1, 3)})", f"{n}.select({d}, {i(-1, 2)})", f"{n}.roll(1, {d})",
            f"{n}.index_select({d}, torch.tensor([0, {i(0, 1)}]))", f"{n}.unfold({d}, {i(1, 3)}, {i(1, 2)})",
            f"{n}.diff(dim={d})", f"torch.broadcast_to({n}, ({i(1, 2)}, {', '.join(map(str, sizes))}))",
            f"{n}.unflatten({d}, ({self.r.choice([2, -1])}, {i(1, 3)}))", f"nn.Linear({near(last(x))}, {i(1, 6)})({n})",
            f"nn.Linear({near(last(x))}, {i(1, 6)})({n})", f"nn.LayerNorm({near(last(x))})({n})",
            f"nn.Embedding(50, {i(1, 4)})({n}.abs().long().clamp(0, 9))", f"nn.GLU({d})({n})", f"{n}.{plain}",
            f"nn.BatchNorm1d({near(x.shape[1] if x.dim() > 1 else 1)})({n})", f"nn.Flatten({d})({n})",
            f"nn.Unflatten({d}, ({self.r.choice([2, -1])}, {i(1, 2)}))({n})",
            f"nn.MultiheadAttention({near(last(x))}, {self.r.choice([1, 2])}, batch_first=True)({n}, {n}, {n})[0]",
            f"nn.TransformerEncoderLayer({near(last(x))}, 1, {i(2, 4)})({n})", f"torch.zeros_like({n})",
            f"F.one_hot({n}.abs().long().clamp(0, 4), 5)", f"torch.zeros({n}.size({d}), {n}.shape[{other}], {i(1, 3)})",
            f"torch.gather({n}, {d}, torch.zeros({some}, dtype=torch.long))",
            f"nn.Sequential(nn.Linear({last(x)}, 4), nn.ReLU(), nn.Linear({near(4)}, 3))({n})"])

    def statement(self, number):
        name, known = f"v{number}", list(self.tensors)
        n = self.r.choice(known[-6:])
        m, x = self.r.choice(known), self.tensors[n]
        sizes = ", ".join(str(self.i(1, 6)) for _ in range(self.r.choice([1, 2, 2, 3, 3, 3, 3, 4])))
        make = self.r.choices(
            [lambda: f"{{v}} = torch.randn({sizes})", lambda: self.recurrent(n, x), lambda: self.cell(n, x),
             lambda: self.reduced(n, x), lambda: self.convolved(n, x), lambda: self.pooled(n, x),
             lambda: self.joined(n, x, m, self.tensors[m]), lambda: self.changed(n, x)],
            [10, 14, 4, 12, 6, 6, 16, 32])[0]
        self.put(re.sub(r"\{v\}", name, make()), name)


def last(x):
    return x.shape[-1] if x.dim() else 3


def row(x):
    return x.shape[-2] if x.dim() >= 2 else 3


def main(seed, count, folder):
    rng = random.Random(seed)
    torch.manual_seed(0)
    programs = []
    for _ in range(count):
        program = Program(rng)
        program.put("v0 = nn.LSTM(3, 4)(torch.randn(5, 2, 3))[0]", "v0")
        for number in range(1, 26):
            program.statement(number)
        programs.append(program)
    Recorder.write(programs, folder, f"p{seed}_", ".py")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
