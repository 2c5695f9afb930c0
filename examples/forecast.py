"""Forecasts the next value of a series from a sliding window over it."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

WINDOW = 24
series = np.sin(np.arange(1000) / 10)

windows, targets = [], []
for start in range(len(series) - WINDOW):
    windows.append(series[start : start + WINDOW])
    targets.append(series[start + WINDOW])
x = np.array(windows)[..., np.newaxis]
y = np.array(targets)

model = keras.Sequential(
    [
        keras.Input(shape=(WINDOW, 1)),
        layers.GRU(32, return_sequences=True),
        layers.GRU(16),
        layers.Dense(1),
    ]
)
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, epochs=5, batch_size=64)
