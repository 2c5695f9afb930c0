"""Mistakes that people make with recurrent layers, each underlined where it fails or quietly trains a wrong model."""
import torch
from torch import nn
from tensorflow import keras
from tensorflow.keras import layers

# The second LSTM gets the last step only.
stacked = keras.Sequential([keras.Input(shape=(10, 8)), layers.LSTM(64), layers.LSTM(32)])

# The series has 5 features, and not 8.
lstm = nn.LSTM(input_size=8, hidden_size=16, batch_first=True)
outputs, state = lstm(torch.randn(32, 10, 5))

# Both directions stand side by side: 32 numbers at each step.
both = nn.GRU(5, 16, batch_first=True, bidirectional=True)
states, last = both(torch.randn(32, 10, 5))
logits = nn.Linear(16, 3)(states)

# The last sample of the batch, and not the last step.
plain = nn.RNN(5, 16, batch_first=True)
steps, final = plain(torch.randn(32, 10, 5))
last_step = steps[-1]
