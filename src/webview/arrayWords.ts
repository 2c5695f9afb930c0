/** What the arrays of the trace are called: by a letter in equations, and by words. */
import type { Biases } from '../engine/network.js';

export interface ArrayWords {
  /** Its letter in the equations; null where it has none. */
  readonly symbol: string | null;
  readonly words: string;
  /** At the head of a picture of it. */
  readonly title: string;
}

/** The words for an array of the trace, by its name there; `biases` are those of the cell. */
export function arrayWords(name: string, biases: Biases = 2): ArrayWords {
  if (name === 'inputProjection') return sumWords('x·i_w', biases > 0 ? ' + i_b' : '');
  if (name === 'hiddenProjection') return sumWords('S·h_w', biases === 2 ? ' + h_b' : '');
  return known[name] ?? { symbol: null, words: name, title: name };
}

function sumWords(product: string, bias: string): ArrayWords {
  return { symbol: null, words: product + bias, title: product + bias };
}

/** Whether the array is a gate, whose numbers lie between 0 (closed) and 1 (open). */
export function isGate(name: string): boolean {
  return name.endsWith('Gate');
}

/** The arrays in the order in which a person looks for them: what the cell gives first, then what made it. */
export function inOrderOfInterest(arrays: readonly string[]): string[] {
  const first = ['state', 'cellState'].filter((name) => arrays.includes(name));
  return [...first, ...arrays.filter((name) => !first.includes(name))];
}

/** `σ` for the sigmoid of a gate, as everyone writes it; else the activation's own name, as words. */
export function activationSymbol(activation: string): string {
  return activation === 'sigmoid' ? 'σ' : activation === 'hard_sigmoid' ? 'hard σ' : activation;
}

const known: Readonly<Record<string, ArrayWords>> = {
  state: { symbol: 'S', words: 'hidden state', title: 'Hidden states' },
  cellState: { symbol: 'c', words: 'cell state', title: 'Cell states' },
  inputGate: { symbol: 'i', words: 'input gate', title: 'Input gate' },
  forgetGate: { symbol: 'f', words: 'forget gate', title: 'Forget gate' },
  cellCandidate: { symbol: 'g', words: 'cell candidate', title: 'Cell candidate' },
  outputGate: { symbol: 'o', words: 'output gate', title: 'Output gate' },
  updateGate: { symbol: 'z', words: 'update gate', title: 'Update gate' },
  resetGate: { symbol: 'r', words: 'reset gate', title: 'Reset gate' },
  candidate: { symbol: 'n', words: 'candidate', title: 'Candidate' },
};
