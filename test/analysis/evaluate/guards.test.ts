import { checkShapes } from '../libraries/pytorchShapes.js';

describe('what a test tells of the counter of a loop', () => {
  it('keeps the windows whole that a guard lets through', () => {
    checkShapes(`
      def windows(series, past, future):
          x, y = [], []
          for start in range(len(series)):
              end = start + past
              last = end + future
              if last > len(series):
                  break
              x.append(series[start:end, :])
              y.append(series[end:last, 0])
          return torch.stack(x), torch.stack(y)
      x, y = windows(torch.zeros(500, 15), 12, 3)  # x (?, 12, 15), y (?, 3)
    `);
    checkShapes(`
      series = torch.zeros(500, 15)
      for i in range(500):
          end = i + 12
          if end > len(series) - 1 or i < 3:
              continue
          window = series[i:end]
          before = series[i - 3:i]
      whole = window  # (12, 15)
      three = before  # (3, 15)
    `);
  });

  it('keeps the windows whole in the branch of a test', () => {
    checkShapes(`
      series = torch.zeros(500, 15)
      window = torch.zeros(12, 15)
      for i in range(500):
          if i + 12 <= series.shape[0]:
              window = series[i:i + 12]
          else:
              window = torch.zeros(12, 15)
      whole = window  # (12, 15)
      other = torch.zeros(12, 15)
      for i in range(500):
          if not i + 12 <= series.shape[0]:
              other = torch.zeros(12, 15)
          else:
              other = series[i:i + 12]
      same = other  # (12, 15)
    `);
  });

  it('says nothing of windows that no test, or a wider one, lets through', () => {
    checkShapes(`
      series = torch.zeros(500, 15)
      for i in range(500):
          if i + 11 > len(series):
              break
          window = series[i:i + 12]
      cut = window  # (?, 15)
      for i in range(500):
          if i + 12 <= len(series):
              whole = series[i:i + 12]
          other = series[i:i + 12]
      first = whole  # (12, 15)
      second = other  # (?, 15)
      third = series[i:i + 12]  # (?, 15)
      for i in range(500):
          if i + 12 >= len(series):
              pass
          both = series[i:i + 12]
      fourth = both  # (?, 15)
    `);
  });
});
