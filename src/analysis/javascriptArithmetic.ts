/** The operators on two numbers that sizes are computed with. */
export const binaryOperators: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['**', (a, b) => a ** b],
  ['<<', (a, b) => a << b],
  ['>>', (a, b) => a >> b],
]);

/** The functions of numbers that sizes are computed with. */
export const mathFunctions: ReadonlyMap<string, (...numbers: number[]) => number> = new Map([
  ['Math.ceil', Math.ceil],
  ['Math.floor', Math.floor],
  ['Math.max', Math.max],
  ['Math.min', Math.min],
  ['Math.round', Math.round],
  ['Math.trunc', Math.trunc],
  ['Math.pow', Math.pow],
  ['Math.abs', Math.abs],
]);
