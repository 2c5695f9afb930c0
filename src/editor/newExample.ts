import { commands, window, workspace, type Disposable, type QuickPickItem } from 'vscode';

/** `RNN Lens: New Example Network`: the lecture's network in an untitled document. */
export function registerNewExample(): Disposable {
  return commands.registerCommand('rnnLens.newExample', async (language?: unknown) => {
    const example =
      examples.find((candidate) => candidate.language === language) ??
      (await window.showQuickPick(examples, { placeHolder: 'Write the example as' }));
    if (!example) return;
    const document = await workspace.openTextDocument({ language: example.language, content: example.content });
    await window.showTextDocument(document);
  });
}

interface Example extends QuickPickItem {
  readonly language: string;
  readonly content: string;
}

const examples: readonly Example[] = [
  {
    label: 'JSON',
    description: 'a config file',
    language: 'json',
    content: `{
  "$schema": "rnn-lens:/rnn.schema.json",
  "batch": 6,
  "steps": 5,
  "features": 3,
  "rnn_size": 7
}
`,
  },
  {
    label: 'TypeScript',
    description: 'an object literal, with the equations as comments',
    language: 'typescript',
    content: `// A simple recurrent network. At every time step t, for every line of the batch:
//   S_t      = tanh(x_t · i_w + i_b + S_{t-1} · h_w + h_b)   the state, rnn_size numbers
//   Output_t = S_t · o_w + o_b                               the output, as many
// x_t are the features of that step; S_{-1} is zero.
const features = 3;

export const lecture = {
  batch: 6, // lines that go through the network together
  steps: 5, // time steps in one line
  features, // numbers at one time step
  rnn_size: 2 * features + 1, // size of the hidden state
} as const;
`,
  },
];
