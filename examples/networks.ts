// RNN Lens reads object literals as they stand, with the constants and the arithmetic of their file.

const STEPS = 5;
const HIDDEN = 2 * 16;

/** The network of the lecture: (6, 5, 3) → (6, 5, 7). */
export const lecture = { batch: 6, steps: STEPS, features: 3, rnn_size: 7 } as const;

/** The same one with a longer line: a spread, and a field that replaces another. */
export const longer = { ...lecture, steps: 4 * STEPS };

export const models = {
  encoder: { batch: 6, steps: STEPS, features: 3, rnn_size: HIDDEN, activation: 'relu' },
  // Shapes are shown for LSTM and GRU too.
  decoder: { cell: 'lstm', batch_size: 6, time_steps: STEPS, input_size: HIDDEN, hidden_size: 64 },
};
