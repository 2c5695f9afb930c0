import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** The problems of a training loop over `x`, whose body begins in the ninth line. */
function codesOf(body: string, made = 'net = nn.GRU(4, 6)\nh = torch.zeros(1, 3, 6)'): readonly string[] {
  const lines = body.trim().split('\n');
  const [first, second = 'pass'] = made.split('\n');
  return shapesOf(`import torch
import torch.nn as nn
data = torch.randn(100, 5, 3, 4)
c = torch.zeros(1, 3, 6)
g = torch.zeros(3, 6)
${first!}
${second}
for x in data:
${lines.map((line) => `    ${line.trim()}`).join('\n')}
`).codes;
}

/** A module with an LSTM whose `forward` has these lines, and the training of it. */
function codesIn(forward: string, training: string): readonly string[] {
  const indented = (text: string, by: number) => text.trim().replace(/^ */gm, ' '.repeat(by));
  return shapesOf(`import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6)
        self.fc = nn.Linear(6, 2)
        self.hidden = None
    def reset(self):
        self.hidden = None
    def forward(self, x, hidden=None):
${indented(forward, 8)}
net = Net()
hidden = None
for x in torch.randn(100, 5, 3, 4):
${indented(training, 4)}
    loss = out.mean()
    loss.backward()
`).codes.map((code) => code.replace(/@.*/, ''));
}

describe('a state that is carried into the next backward pass', () => {
  it('fails with the graph that made it', () => {
    const found = ['state-not-detached@9'];
    assert.deepEqual(codesOf('out, h = net(x, h)\n loss = out.mean()\n loss.backward()'), found);
    assert.deepEqual(codesOf('out, h = net(x, h)\n y = out[-1]\n loss = y.mean()\n loss.backward()'), found);
    assert.deepEqual(codesOf('out, h = net(x, hx=h)\n out.mean().backward()'), found);
    assert.deepEqual(
      codesOf('out, (h, c) = net(x, (h, c))\n out.mean().backward()', 'net = nn.LSTM(4, 6)\nh = c'),
      found,
    );
    assert.deepEqual(codesOf('g = net(x[0], g)\n loss = g.mean()\n loss.backward()', 'net = nn.GRUCell(4, 6)'), found);
  });

  it('is well where it is detached or made anew, or the graph is kept', () => {
    for (const body of [
      'out, h = net(x, h.detach())\n loss = out.mean()\n loss.backward()',
      'out, h = net(x, h)\n loss = out.mean()\n loss.backward()\n h = h.detach()',
      'out, h = net(x, h)\n loss = out.mean()\n loss.backward()\n h.detach_()',
      'out, h = net(x, h)\n loss = out.mean()\n loss.backward()\n h = h.data',
      'h = torch.zeros(1, 3, 6)\n out, h = net(x, h)\n out.mean().backward()',
      'out, h = net(x, h)\n loss = out.mean()\n loss.backward(retain_graph=True)',
      'out, new = net(x, h)\n out.mean().backward()',
      'out, h = net(x)\n out.mean().backward()',
      'out, h = net(x, h)\n h = repackage(h)\n out.mean().backward()',
      'out, h = net(x, h)\n other = x * 2\n other.mean().backward()',
      'out, h = net(x, h)\n out.mean()',
      'net.requires_grad_(False)\n out, h = net(x, h)\n loss = out.mean() + c.mean()\n loss.backward()',
    ]) {
      assert.deepEqual(codesOf(body), [], body);
    }
  });

  it('goes through a module of the source', () => {
    const found = ['state-not-detached'];
    const training = 'out, hidden = net(x, hidden)';
    assert.deepEqual(codesIn('out, hidden = self.rnn(x, hidden)\nreturn self.fc(out), hidden', training), found);
    const made = 'if hidden is None:\n    hidden = (torch.zeros(1, 3, 6), torch.zeros(1, 3, 6))';
    const forward = `${made.replace(/\n +/, ' ')}\nout, (h, c) = self.rnn(x, hidden)\nreturn self.fc(out), (h, c)`;
    assert.deepEqual(codesIn(forward, training), found);
    for (const line of [
      'out, hidden = self.rnn(x, hidden)\nreturn self.fc(out), (hidden[0].detach(), hidden[1].detach())',
      'out, hidden = self.rnn(x, None)\nreturn self.fc(out), hidden',
      'hidden = None\nout, hidden = self.rnn(x, hidden)\nreturn self.fc(out), hidden',
      'out, hidden = self.rnn(x, hidden)\nhidden = repackage(hidden)\nreturn self.fc(out), hidden',
    ]) {
      assert.deepEqual(codesIn(line, training), [], line);
    }
  });

  it('may be kept by the module itself', () => {
    const forward = 'out, self.hidden = self.rnn(x, self.hidden)\nreturn self.fc(out)';
    assert.deepEqual(codesIn(forward, 'out = net(x)'), ['state-not-detached']);
    assert.deepEqual(codesIn(forward, 'net.zero_grad()\nout = net(x)'), ['state-not-detached']);
    assert.deepEqual(codesIn(forward, 'net.hidden = None\nout = net(x)'), []);
    assert.deepEqual(codesIn(forward, 'net.reset()\nout = net(x)'), []);
    assert.deepEqual(codesIn(forward, 'repackage(net)\nout = net(x)'), []);
    assert.deepEqual(codesIn(`self.reset()\n${forward}`, 'out = net(x)'), []);
    assert.deepEqual(codesIn(`self.hidden = None\n${forward}`, 'out = net(x)'), []);
    assert.deepEqual(
      codesIn(forward.replace('return', 'self.hidden = detached(self.hidden)\nreturn'), 'out = net(x)'),
      [],
    );
  });
});
