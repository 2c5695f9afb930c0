/** Tells each result on the console as `RNN_LENS_TEST {json}`, which scripts/hostReport.mjs reads. */
export function reportLines(runner: Mocha.Runner): void {
  runner.on('pass', (test) =>
    tell({ kind: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0, message: '' }),
  );
  runner.on('pending', (test) => tell({ kind: 'pending', title: test.fullTitle(), milliseconds: 0, message: '' }));
  runner.on('fail', (test, error: unknown) =>
    tell({ kind: 'fail', title: test.fullTitle(), milliseconds: test.duration ?? 0, message: textOf(error) }),
  );
  runner.on('retry', (test: Mocha.Test, error: unknown) =>
    tell({ kind: 'retry', title: test.fullTitle(), milliseconds: test.duration ?? 0, message: textOf(error) }),
  );
  runner.on('end', () => tell({ kind: 'end', title: '', milliseconds: 0, message: '' }));
}

interface Line {
  kind: 'pass' | 'pending' | 'fail' | 'retry' | 'end';
  title: string;
  milliseconds: number;
  message: string;
}

/** VS Code cuts off very long console lines, so a message keeps its beginning only. */
const longestMessage = 8000;

function tell(line: Line) {
  console.log(`RNN_LENS_TEST ${JSON.stringify({ ...line, message: line.message.slice(0, longestMessage) })}`);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? '';
  return stack.includes(error.message) ? stack : `${error.message}\n${stack}`;
}
