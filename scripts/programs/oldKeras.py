"""The words of Keras 1 and 2 on top of Keras 3, for the programs that use them."""

import sys
import types


def install(text):
    """Lets `from keras.layers.recurrent import LSTM` and `LSTM(output_dim=…)` run. Sites are found past this file."""
    import keras
    import numpy as np
    from keras import layers as L

    renamed = {
        "output_dim": "units", "init": "kernel_initializer", "inner_init": "recurrent_initializer",
        "W_regularizer": "kernel_regularizer", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
        "nb_filter": "filters", "filter_length": "kernel_size", "border_mode": "padding",
        "subsample_length": "strides", "pool_length": "pool_size", "p": "rate",
        "weights": None, "consume_less": None, "forget_bias_init": None, "inner_activation": "recurrent_activation",
        "input_length": None, "implementation": None,
    }

    def old(kind, name, first=(), rename=True):
        original = kind.__init__

        def __init__(self, *args, **options):
            length = options.get("input_length")
            if name != "Embedding" and "input_dim" in options:
                options["input_shape"] = (length, options.pop("input_dim"))
            if name == "Embedding" and length is not None and "batch_input_shape" not in options:
                options["input_shape"] = (length,)
            for old_word in list(options):
                if old_word in renamed and not (name == "Embedding" and old_word in ("output_dim",)):
                    new_word = renamed[old_word]
                    value = options.pop(old_word)
                    if new_word:
                        options[new_word] = value
            if "batch_size" in options and "input_shape" in options:
                options["batch_input_shape"] = (options.pop("batch_size"), *options.pop("input_shape"))
            batch_shape = options.pop("batch_input_shape", None)
            original(self, *args, **options)
            if batch_shape:
                self._batch_shape_given = batch_shape

        kind.__init__ = __init__

    for name in ("SimpleRNN", "LSTM", "GRU", "Dense", "Embedding", "Conv1D", "MaxPooling1D", "Dropout", "Bidirectional",
                 "TimeDistributed", "ConvLSTM2D", "Masking", "Activation", "Flatten", "RepeatVector", "Conv2D", "RNN"):
        old(getattr(L, name), name)

    def alias(path, **names):
        module = sys.modules.get(path) or types.ModuleType(path)
        for name, value in names.items():
            setattr(module, name, value)
        module.__getattr__ = lambda name: getattr(L, name)
        sys.modules[path] = module
        return module

    for path in ("core", "recurrent", "embeddings", "convolutional", "pooling", "normalization", "wrappers", "merge",
                 "convolutional_recurrent", "noise", "advanced_activations", "cudnn_recurrent"):
        setattr(L, path, alias(f"keras.layers.{path}", Convolution1D=L.Conv1D, CuDNNLSTM=cudnn(L.LSTM, "CuDNNLSTM"),
                               CuDNNGRU=cudnn(L.GRU, "CuDNNGRU")))
    L.Convolution1D = L.Conv1D
    L.CuDNNLSTM = cudnn(L.LSTM, "CuDNNLSTM")
    L.CuDNNGRU = cudnn(L.GRU, "CuDNNGRU")
    sys.modules["keras.layers"].__dict__.update(CuDNNLSTM=L.CuDNNLSTM, CuDNNGRU=L.CuDNNGRU, Convolution1D=L.Conv1D)

    def pad_sequences(sequences, **options):
        return keras.utils.pad_sequences(sequences, **options)

    class Tokenizer:
        def __init__(self, num_words=None, **options):
            self.num_words = num_words

        def fit_on_texts(self, texts):
            words = sorted({word for text in texts for word in text.lower().split()})
            self.word_index = {word: index + 1 for index, word in enumerate(words)}

        def texts_to_sequences(self, texts):
            limit = self.num_words or 10**9
            return [[i for i in (self.word_index.get(w, 0) for w in text.lower().split()) if 0 < i < limit]
                    for text in texts]

    sequence = alias("keras.preprocessing.sequence", pad_sequences=pad_sequences)
    text_module = alias("keras.preprocessing.text", Tokenizer=Tokenizer)
    preprocessing = sys.modules["keras.preprocessing"]
    preprocessing.sequence, preprocessing.text = sequence, text_module
    np_utils = alias("keras.utils.np_utils", to_categorical=keras.utils.to_categorical)
    keras.utils.np_utils = np_utils
    alias("keras.layers.experimental")

    original_add = keras.Sequential.add

    def add(self, layer, **options):
        if hasattr(layer, "_batch_shape_given") and not self.layers:
            original_add(self, L.InputLayer(batch_shape=layer._batch_shape_given))
        original_add(self, layer, **options)

    keras.Sequential.add = add
    original_fit = keras.Model.fit

    def fit(self, *args, **options):
        if "nb_epoch" in options:
            options["epochs"] = options.pop("nb_epoch")
        return original_fit(self, *args, **options)

    keras.Model.fit = fit

    class Data:
        """The datasets that programs download: random, of the right shapes."""

        @staticmethod
        def imdb(num_words=5000, **options):
            return Data.texts(num_words, 2, 25000, 25000)

        @staticmethod
        def reuters(num_words=5000, **options):
            return Data.texts(num_words, 46, 8982, 2246)

        @staticmethod
        def texts(num_words, classes, *counts):
            rng = np.random.default_rng(0)
            def part(count):
                ids = np.empty(count, dtype=object)
                for i in range(count):
                    ids[i] = [1, 2, 3] if i > 8 else list(rng.integers(1, num_words or 5000, rng.integers(20, 300)))
                return ids, rng.integers(0, classes, count)
            return tuple(part(count) for count in counts)

        @staticmethod
        def mnist(*args, **options):
            rng = np.random.default_rng(0)
            return ((rng.integers(0, 255, (60000, 28, 28), dtype=np.uint8), rng.integers(0, 10, 60000)),
                    (rng.integers(0, 255, (10000, 28, 28), dtype=np.uint8), rng.integers(0, 10, 10000)))

    keras.datasets.imdb.load_data = Data.imdb
    keras.datasets.mnist.load_data = Data.mnist
    keras.datasets.reuters.load_data = Data.reuters

    if "tensorflow" in text:
        import tensorflow as tf

        for path, module in list(sys.modules.items()):
            if path.startswith("keras.") and path.count(".") <= 2 and not path.startswith("keras.src"):
                sys.modules.setdefault("tensorflow." + path, module)
        sys.modules["tensorflow.keras"] = sys.modules["keras"]
        sys.modules["tensorflow.python.keras"] = sys.modules["keras"]
        tf.keras.layers  # loaded


def cudnn(kind, name):
    def make(*args, **options):
        layer = kind(*args, **options)
        layer.old_kind = name
        return layer

    make.__name__ = name
    return make
