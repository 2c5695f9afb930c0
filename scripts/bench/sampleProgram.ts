/**
 * A Python program of about so many lines, as people write them: one model and its training after the other, each with
 * its own names, so that what costs more than its length would show.
 *
 * @param first the number of the first model: programs with other numbers have no statement in common
 * @param shares what all models have in common: a dict of sizes that they read, or a list of losses to which they add,
 *   so that none of them can be looked at by itself
 */
export function sampleProgram(lines: number, first = 0, shares: 'nothing' | 'sizes' | 'losses' = 'nothing'): string {
  const parts = ['import torch', 'import torch.nn as nn', ''];
  parts.push(shares === 'nothing' ? '' : shares === 'sizes' ? 'sizes = {"features": 32}' : 'losses = []');
  const features = shares === 'sizes' ? 'sizes["features"]' : '32';
  const ending = shares === 'losses' ? 'losses.append(total)' : 'print("done")';
  for (let index = first; parts.length < lines; index++) {
    parts.push(...model(index), ...training(index, features, ending));
  }
  return parts.slice(0, Math.max(lines, 4)).join('\n') + '\n';
}

function model(index: number): string[] {
  return `class Model${index}(nn.Module):
    """Classifies sequences of tokens, number ${index}."""

    def __init__(self, input_size, hidden_size, num_layers=2, num_classes=10):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.embedding = nn.Embedding(5000, input_size)
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        x = self.embedding(x)
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        c0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        out, (hn, cn) = self.lstm(x, (h0, c0))
        out = self.dropout(out[:, -1, :])
        return self.fc(out)

`.split('\n');
}

function training(index: number, features: string, ending: string): string[] {
  return `
def train${index}(epochs=10, learning_rate=0.001):
    model = Model${index}(${features}, ${64 + (index % 8)})
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        total = 0.0
        for step in range(100):
            inputs = torch.randint(0, 5000, (64, 20))
            targets = torch.randint(0, 10, (64,))
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / 100:.4f}")
        ${ending}
    return model


train${index}()

`.split('\n');
}
