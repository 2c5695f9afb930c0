"""Stand-ins for what programs import and shapes do not depend on: plots, downloads, loggers."""

import importlib.abc
import importlib.machinery
import sys
from unittest.mock import MagicMock

names = (
    "matplotlib", "seaborn", "tqdm", "wandb", "tensorboardX", "torch.utils.tensorboard", "gym", "gymnasium",
    "torchtext", "nltk", "spacy", "plotly", "IPython", "tensorflow_datasets", "yfinance", "music21", "librosa",
    "tensorflow.examples",
)


class Stub(MagicMock):
    __path__ = []
    __spec__ = None

    def __iter__(self):
        return iter([Stub(), Stub()])


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if any(name == stub or name.startswith(stub + ".") for stub in names):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = Stub()
        if spec.name.startswith("tqdm"):
            module.tqdm = module.notebook.tqdm = lambda items, *args, **options: items
            module.trange = lambda n, *args, **options: range(n)
        return module

    def exec_module(self, module):
        pass


def install():
    sys.meta_path.insert(0, Stubs())
