import { checkShapes } from '../libraries/pytorchShapes.js';

describe('what a test tells of a name', () => {
  it('is not None where the test says so, and in a long loop too', () => {
    checkShapes(`
      x = torch.zeros(40, 2, 3)
      cell = nn.GRUCell(3, 5)
      state = None
      outputs = []
      for t in range(40):
          if state is None:
              state = torch.zeros(2, 5)
          state = cell(x[t], state)
          outputs.append(state)
      all_states = torch.stack(outputs)  # (40, 2, 5)
      before = None
      joined = 0
      for t in range(40):
          if before is not None:
              joined = torch.cat([x[t], before], 1)
          else:
              joined = torch.zeros(2, 8)
          before = torch.zeros(2, 5)
      last = joined  # (2, 8)
      first = None
      for t in range(40):
          given = torch.zeros(2, 5) if first is None else first
          first = cell(x[t], given)
      end = given  # (2, 5)
    `);
  });

  it('finds a piece of many that are alike', () => {
    checkShapes(`
      pieces = torch.zeros(40, 2, 3).split(1, dim=0)
      for i in range(40):
          piece = pieces[i]
      one = piece  # (1, 2, 3)
    `);
  });

  it('is the number where the test says so, and no longer', () => {
    checkShapes(`
      def widen(x, kernel):
          if kernel == 1:
              wide = nn.Conv1d(3, 8, kernel)(torch.zeros(2, 3, 10))  # (2, 8, 10)
          else:
              kernel = 3
              wide = nn.Conv1d(3, 8, kernel, padding=1)(torch.zeros(2, 3, 10))  # (2, 8, 10)
          return wide
      y = widen(0, int(input()))  # (2, 8, 10)

      def other(kernel):
          if kernel == 1:
              one = torch.zeros(kernel)  # (1,)
          any = torch.zeros(kernel, 2)  # (kernel, 2)
          if kernel == 1.5:
              half = torch.zeros(kernel, 2)  # (kernel, 2)
    `);
  });
});
