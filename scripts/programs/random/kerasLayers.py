"""The texts of random layers of Keras that mostly suit a shape; `@` stands where the prefix of the layers belongs."""

import re

import numpy as np


class LayerTexts:
    def __init__(self, rng, keeps_states_together):
        self.r = rng
        self.keeps_states_together = keeps_states_together

    def i(self, low, high):
        return self.r.randint(low, high)

    def flip(self, chance):
        return self.r.random() < chance

    def near(self, number, chance=0.08):
        """A number that is right mostly."""
        if not isinstance(number, int):
            return self.i(1, 4)
        return max(1, number + self.r.choice([-1, 1, 2])) if self.flip(chance) else number

    def options(self, *pairs):
        return "".join(f", {text}" for chance, text in pairs if self.flip(chance))

    def layer(self, shape):
        text = self.any_layer(shape)
        # Keras 2.3 does not look at the rank there, and all others do.
        stretched = re.search(r"UpSampling(\d)D", text)
        return "@Dropout(0.2)" if stretched and len(shape) != int(stretched[1]) + 2 else text

    def any_layer(self, shape):
        rank = len(shape) if self.flip(0.94) else self.i(2, 5)
        if rank == 2 and self.flip(0.3):
            return f"@RepeatVector({self.i(1, 5)})"
        if rank == 3 and self.flip(0.68):
            return self.of_sequences(shape)
        if rank == 4 and self.flip(0.75):
            return self.of_images(shape)
        if rank == 5 and self.flip(0.8):
            return self.of_films()
        return self.of_anything(shape)

    def of_sequences(self, shape):
        size, chance = self.i(1, 3), self.r.random()
        if chance < 0.3:
            return self.recurrent()[0]
        if chance < 0.45:
            modes = ["", ""] + [f", merge_mode='{one}'" for one in ("concat", "sum", "ave", "mul")]
            mode = ", merge_mode='add'" if self.flip(0.03) else self.r.choice(modes)
            return f"@Bidirectional({self.recurrent()[0]}{mode})"
        if chance < 0.6:
            inner = [f"@Dense({self.i(1, 5)})", f"@Dense({self.i(1, 5)})", "@Dropout(0.1)", "@Flatten()",
                     f"@Reshape({self.factors(shape[2:])})", "@BatchNormalization()",
                     f"@RepeatVector({self.i(1, 3)})", self.recurrent()[0]]
            return f"@TimeDistributed({self.r.choice(inner)})"
        return self.r.choice([
            f"@Conv1D({self.convolution()})", f"@Conv1D({self.convolution()})",
            f"@SeparableConv1D({self.i(1, 4)}, {size})", f"@LocallyConnected1D({self.i(1, 4)}, {size})",
            f"@MaxPooling1D({size})", f"@MaxPooling1D(pool_size={size}, strides={self.i(1, 2)})", "@MaxPooling1D()",
            f"@AveragePooling1D({size}, padding='same')", "@GlobalMaxPooling1D()", "@GlobalAveragePooling1D()",
            f"@UpSampling1D({size})", f"@ZeroPadding1D({self.r.choice([str(size), '(1, 0)'])})",
            f"@Cropping1D({self.r.choice([str(size), '(1, 0)', '(0, 1)'])})", "@SpatialDropout1D(0.1)",
            "@Masking(mask_value=0.)", "@Masking()"])

    def of_images(self, shape):
        inner = [f"@Dense({self.i(1, 4)})", "@Flatten()", f"@Conv1D({self.convolution()})", "@MaxPooling1D(2)",
                 "@GlobalAveragePooling1D()", self.recurrent()[0], f"@Bidirectional({self.recurrent()[0]})",
                 f"@TimeDistributed(@Dense({self.i(1, 4)}))", f"@Reshape({self.factors(shape[2:])})"]
        return self.r.choice([
            *(f"@TimeDistributed({self.r.choice(inner)})" for _ in range(3)), self.plane(), self.plane(),
            f"@MaxPooling2D({self.r.choice(['', '2', '(2, 1)', '(1, 2)'])})", "@GlobalMaxPooling2D()",
            "@AveragePooling2D((1, 2), padding='same')", "@GlobalAveragePooling2D()", "@UpSampling2D()",
            f"@ZeroPadding2D({self.r.choice(['1', '(1, 0)', '((1, 0), (0, 1))'])})",
            f"@Cropping2D({self.r.choice(['((1, 0), (0, 0))', '((0, 0), (0, 1))'])})",
            f"@Conv2DTranspose({self.i(1, 3)}, 2, strides=2)"])

    def of_films(self):
        sequences = self.options((0.5, "return_sequences=True"))
        return self.r.choice([
            f"@ConvLSTM2D({self.i(1, 3)}, {self.r.choice(['1', '(1, 2)', '2'])}, padding='same'{sequences})",
            f"@ConvLSTM2D({self.i(1, 3)}, 1{sequences})", f"@TimeDistributed({self.plane()})",
            "@TimeDistributed(@Flatten())", "@TimeDistributed(@MaxPooling2D((1, 2)))",
            "@TimeDistributed(@GlobalAveragePooling2D())"])

    def of_anything(self, shape):
        rank = len(shape)
        activation = self.r.choice(["relu", "relu", "softmax", "tanh", "relu6x"])
        along = f"axis={self.i(-rank, rank)}" if self.flip(0.3) else ""
        return self.r.choice([
            f"@Dense({self.i(1, 6)})", f"@Dense({self.i(1, 6)}{self.options((0.3, f'activation={activation!r}'))})",
            "@Dropout(0.2)", "@BatchNormalization()", f"@BatchNormalization({along})", "@LeakyReLU()",
            "@GaussianNoise(0.1)", f"@Activation({self.r.choice(['relu', 'tanh', 'softmax'])!r})", "@Flatten()",
            f"@Reshape({self.factors(shape[1:])})", f"@Permute({self.order(rank)})", self.function(shape)])

    def recurrent(self, sequences=None, state=False):
        """The layer, and how many states it gives."""
        kind = self.r.choice(["LSTM", "LSTM", "GRU", "SimpleRNN"])
        sequences = self.flip(0.55) if sequences is None else sequences
        rest = ", return_sequences=True" if sequences else self.options((0.1, "return_sequences=False"))
        rest += ", return_state=True" if state else ""
        rest += self.options((0.1, "go_backwards=True"), (0.1, "activation='relu'"), (0.1, "dropout=0.2"),
                             (0.02, "return_sequence=True"), (0.05, "unroll=True"), (0.03, "stateful=True"),
                             (0.05, "recurrent_dropout=0.1"), (0.03, "use_bias=False"), (0.01, "input_size=3"))
        units, own = self.i(1, 6), 2 if kind == "LSTM" else 1
        if not self.flip(0.12):
            return f"@{kind}({self.r.choice(['', '', 'units='])}{units}{rest})", own
        count = 1 if state and own == 2 and self.keeps_states_together else self.i(1, 3)
        cells = [f"@{kind}Cell({units if self.flip(0.5) else self.i(1, 6)})" for _ in range(count)]
        inner = cells[0] if count == 1 else f"[{', '.join(cells)}]"
        if count > 1 and self.flip(0.4):
            inner = f"@StackedRNNCells({inner})"
        rest = "".join(f", {one}" for one in rest.split(", ") if re.match("return_|go_|stateful|unroll", one))
        return f"@RNN({inner}{rest})", count * own

    def factors(self, sizes):
        """Sizes with the product of some others, mostly."""
        total = max(1, int(np.prod([size for size in sizes if size])))
        parts = []
        for _ in range(self.i(0, 2)):
            part = self.r.choice([size for size in range(1, total + 1) if total % size == 0])
            parts.append(part)
            total //= part
        parts.append(total)
        self.r.shuffle(parts)
        if self.flip(0.4) or None in sizes:
            parts[self.i(0, len(parts) - 1)] = -1
        if self.flip(0.1):
            parts[self.i(0, len(parts) - 1)] += 1
        return self.written(parts)

    def order(self, rank):
        order = list(range(1, rank))
        self.r.shuffle(order)
        if self.flip(0.06):
            order = self.r.choice([[axis - 1 for axis in order], order[:-1] or [2], order + [rank]])
        return self.written(order)

    def convolution(self):
        padding = f"padding={self.r.choice(['same', 'valid', 'same', 'causal'])!r}"
        rest = self.options((0.3, padding if self.flip(0.95) else "padding=1"), (0.25, f"strides={self.i(1, 3)}"),
                            (0.15, "activation='relu'"), (0.1, f"dilation_rate={self.i(1, 2)}"),
                            (0.01, "filter_size=2"))
        return f"{self.i(1, 5)}, {self.r.choice(['', 'kernel_size='])}{self.i(1, 3)}{rest}"

    def plane(self):
        size = self.r.choice([str(self.i(1, 2)), f"({self.i(1, 2)}, {self.i(1, 2)})"])
        return f"@Conv2D({self.i(1, 4)}, {size}{self.options((0.5, 'padding=' + repr('same')), (0.1, 'strides=2'))})"

    def function(self, shape):
        rank = len(shape)
        axis = self.i(1, max(1, rank - 1)) if self.flip(0.9) else self.i(-rank - 1, rank)
        keep = self.r.choice(["", "", ", keepdims=True"])
        order = self.order(rank)[1:-1].strip(",")
        return "@Lambda(lambda t: %s)" % self.r.choice([
            "t[:, -1]", "t[:, -1, :]", "t[:, 0]", "t * 2", "t[:, :-1]", "t[:, ::-1]", "t[:, 1:]", "t[..., :1]",
            "t[:, :, 0]", "t[:, 1:, :]", f"K.mean(t, axis={axis}{keep})", f"K.sum(t, axis={axis}{keep})",
            f"K.max(t, axis={axis}{keep})", f"tf.reduce_mean(t, axis={axis}{keep})", f"K.expand_dims(t, {axis})",
            f"tf.expand_dims(t, axis={axis})", "K.expand_dims(t, -1)", f"K.squeeze(t, {axis})",
            f"K.concatenate([t, t], axis={axis})", f"K.stack([t, t], axis={axis})",
            f"K.permute_dimensions(t, (0, {order}))"])

    def input_shape(self):
        rank = self.r.choices([1, 2, 3, 4], [3, 12, 2, 1])[0]
        shape = [self.i(2, 6) for _ in range(rank)]
        if rank > 1 and self.flip(0.15):
            shape[0] = None
        return shape

    @staticmethod
    def written(sizes):
        return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"
