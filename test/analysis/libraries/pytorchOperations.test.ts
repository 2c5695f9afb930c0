import { checkRules, checkShapes } from './pytorchShapes.js';

/** The shapes in the comments are those of PyTorch 2.13 (and 1.13), which ran these very lines. */
describe('PyTorch operations', () => {
  it('puts numbers in other shapes', () => {
    checkShapes(`
      x = torch.randn(4, 5, 6)  # (4, 5, 6)
      a = x.view(20, 6)  # (20, 6)
      b = x.view(4, -1)  # (4, 30)
      c = x.reshape((2, 2, -1))  # (2, 2, 30)
      d = torch.reshape(x, (-1,))  # (120,)
      e = x.permute(2, 0, 1)  # (6, 4, 5)
      f = x.permute((0, 2, 1))  # (4, 6, 5)
      g = torch.permute(x, (1, 0, 2))  # (5, 4, 6)
      h = x.transpose(1, 2)  # (4, 6, 5)
      i = torch.transpose(x, 0, -1)  # (6, 5, 4)
      j = a.t()  # (6, 20)
      k = a.T  # (6, 20)
      l = x.mT  # (4, 6, 5)
      m = x.unsqueeze(0)  # (1, 4, 5, 6)
      n = torch.unsqueeze(x, -1)  # (4, 5, 6, 1)
      o = m.squeeze(0)  # (4, 5, 6)
      p = n.squeeze(-1)  # (4, 5, 6)
      q = m.squeeze()  # (4, 5, 6)
      r = x.squeeze(1)  # (4, 5, 6)
      s = torch.flatten(x, 1)  # (4, 30)
      t = x.flatten()  # (120,)
      u = x.flatten(0, 1)  # (20, 6)
      v = a.unflatten(0, (4, 5))  # (4, 5, 6)
      w = x.view_as(torch.zeros(6, 20))  # (6, 20)
      y = torch.movedim(x, 0, 2)  # (5, 6, 4)
      z = x.swapaxes(0, 1).contiguous().view(5, -1)  # (5, 24)
    `);
  });

  it('expands and repeats', () => {
    checkShapes(`
      x = torch.randn(3, 1)  # (3, 1)
      a = x.expand(3, 4)  # (3, 4)
      b = x.expand(2, -1, 5)  # (2, 3, 5)
      c = x.expand_as(torch.zeros(3, 7))  # (3, 7)
      d = x.repeat(2, 4)  # (6, 4)
      e = x.repeat(5, 1, 2)  # (5, 3, 2)
      f = x.repeat_interleave(2, dim=0)  # (6, 1)
      g = torch.repeat_interleave(x, 3, 1)  # (3, 3)
      h = torch.tile(x, (2, 2))  # (6, 2)
      i = x.narrow(0, 0, 2)  # (2, 1)
      j = x.select(1, 0)  # (3,)
      k = torch.arange(10).unfold(0, 3, 2)  # (4, 3)
      l = torch.broadcast_to(x, (3, 9))  # (3, 9)
    `);
  });

  it('joins and splits', () => {
    checkShapes(`
      x = torch.randn(3, 4)  # (3, 4)
      y = torch.randn(3, 2)  # (3, 2)
      a = torch.cat([x, y], dim=1)  # (3, 6)
      b = torch.cat((x, x))  # (6, 4)
      c = torch.cat([x, x], -1)  # (3, 8)
      d = torch.stack([x, x, x])  # (3, 3, 4)
      e = torch.stack((x, x), dim=1)  # (3, 2, 4)
      f = torch.stack([x, x], -1)  # (3, 4, 2)
      g, h = torch.split(x, 2, dim=1)  # (3, 2) (3, 2)
      i, j = x.split([1, 3], dim=1)  # (3, 1) (3, 3)
      k, l = x.chunk(2, 1)  # (3, 2) (3, 2)
      m, n, o = torch.chunk(torch.zeros(8, 2), 3)  # (3, 2) (3, 2) (2, 2)
      p, q, r = x.unbind(0)  # (4,) (4,) (4,)
      s, t = torch.zeros(5, 3).split(3)  # (3, 3) (2, 3)
      u = torch.vstack([x, x])  # (6, 4)
      v = torch.hstack([x, y])  # (3, 6)
      w = torch.cat([p, q])  # (8,)
    `);
  });

  it('multiplies', () => {
    checkShapes(`
      x = torch.randn(2, 3, 4)  # (2, 3, 4)
      w = torch.randn(4, 5)  # (4, 5)
      v = torch.randn(4)  # (4,)
      a = torch.matmul(x, w)  # (2, 3, 5)
      b = x @ v  # (2, 3)
      c = torch.bmm(x, x.transpose(1, 2))  # (2, 3, 3)
      d = torch.mm(w.t(), w)  # (5, 5)
      e = torch.einsum('bij,jk->bik', x, w)  # (2, 3, 5)
      f = torch.einsum('bij,bkj->bik', [x, x])  # (2, 3, 3)
      g = w.mv(torch.zeros(5))  # (4,)
      h = torch.dot(v, v)  # ()
      i = torch.outer(v, v)  # (4, 4)
      j = torch.addmm(torch.zeros(5), torch.zeros(7, 4), w)  # (7, 5)
      k = F.linear(x, torch.zeros(9, 4))  # (2, 3, 9)
      l = torch.tensordot(x, w, dims=1)  # (2, 3, 5)
      m = torch.tensordot(x, x, dims=([0, 2], [0, 2]))  # (3, 3)
      n = torch.baddbmm(torch.zeros(2, 3, 3), x, x.transpose(1, 2))  # (2, 3, 3)
      o = F.cosine_similarity(x, x, dim=-1)  # (2, 3)
    `);
  });

  it('reduces', () => {
    checkShapes(`
      x = torch.randn(3, 4, 5)  # (3, 4, 5)
      a = x.sum()  # ()
      b = x.sum(1)  # (3, 5)
      c = x.mean(dim=(0, 2))  # (4,)
      d = torch.mean(x, dim=-1, keepdim=True)  # (3, 4, 1)
      e, f = x.max(1)  # (3, 5) (3, 5)
      g = x.max()  # ()
      h, i = torch.min(x, dim=2, keepdim=True)  # (3, 4, 1) (3, 4, 1)
      j = x.argmax(dim=1)  # (3, 5)
      k = torch.argmax(x)  # ()
      l, m = x.topk(2, dim=1)  # (3, 2, 5) (3, 2, 5)
      n, o = torch.topk(x, 3)  # (3, 4, 3) (3, 4, 3)
      p, q = x.sort(dim=1, descending=True)  # (3, 4, 5) (3, 4, 5)
      r = x.cumsum(0)  # (3, 4, 5)
      s = x.norm()  # ()
      t = torch.norm(x, dim=1)  # (3, 5)
      u = x.std(0)  # (4, 5)
      v = F.softmax(x, dim=-1)  # (3, 4, 5)
      w = torch.log_softmax(x, 1)  # (3, 4, 5)
      y = torch.max(x, torch.zeros(5))  # (3, 4, 5)
      z = x.max(dim=1).values  # (3, 5)
      aa = x.topk(2).indices  # (3, 4, 2)
      ab = (x > 0).any(1)  # (3, 5)
      ac = torch.logsumexp(x, 1)  # (3, 5)
      ad = x.var(dim=1, unbiased=False)  # (3, 5)
      ae = x.prod(2)  # (3, 4)
      af = x.flip([0])  # (3, 4, 5)
      ag = x.argsort(dim=1)  # (3, 4, 5)
      ah = torch.diff(x)  # (3, 4, 4)
      ah2 = torch.diff(x, append=x)  # (3, 4, ?)
    `);
  });

  it('picks numbers out', () => {
    checkShapes(`
      x = torch.randn(6, 5, 4)  # (6, 5, 4)
      ids = torch.randint(0, 6, (3, 2))  # (3, 2)
      a = x[0]  # (5, 4)
      b = x[:, -1]  # (6, 4)
      c = x[:, 1:3, :]  # (6, 2, 4)
      d = x[..., 0]  # (6, 5)
      e = x[None]  # (1, 6, 5, 4)
      f = x[:, None, :, 0]  # (6, 1, 5)
      g = x[ids]  # (3, 2, 5, 4)
      h = x[::2]  # (3, 5, 4)
      i = x[:, [0, 2]]  # (6, 2, 4)
      j = torch.gather(x, 1, torch.zeros(6, 2, 4, dtype=torch.long))  # (6, 2, 4)
      k = x.index_select(1, torch.tensor([0, 3, 4]))  # (6, 3, 4)
      l = torch.where(x > 0, x, torch.zeros(4))  # (6, 5, 4)
      m = x.masked_fill(x > 0, 0.0)  # (6, 5, 4)
      m2 = x.masked_fill(torch.zeros(2, 6, 5, 4) > 0, 0.0)  # (2, 6, 5, 4)
      m3 = torch.zeros(4).masked_scatter(torch.ones(3, 4) > 0, x)  # (3, 4)
      n = F.one_hot(ids, 6)  # (3, 2, 6)
      o = F.one_hot(ids, num_classes=9).float()  # (3, 2, 9)
      p = F.pad(x, (1, 2))  # (6, 5, 7)
      q = F.pad(x, (0, 0, 3, 1))  # (6, 9, 4)
      r = F.embedding(ids, torch.zeros(10, 8))  # (3, 2, 8)
      s = torch.multinomial(torch.ones(5, 9), 2)  # (5, 2)
      t = x[0, 1]  # (4,)
      u = torch.zeros(x.size(0), x.size(-1), x.shape[1])  # (6, 4, 5)
      v = torch.zeros(x.size()[:2])  # (6, 5)
      w = torch.zeros(*x.shape)  # (6, 5, 4)
      y = torch.zeros(x.dim(), x.numel())  # (3, 120)
    `);
  });

  it('makes tensors', () => {
    checkShapes(`
      a = torch.zeros(2, 3)  # (2, 3)
      b = torch.ones((2, 3), dtype=torch.long)  # (2, 3)
      c = torch.randn(size=(4, 1))  # (4, 1)
      d = torch.rand([5])  # (5,)
      e = torch.randint(10, (2, 3))  # (2, 3)
      f = torch.randint(0, 10, (2,))  # (2,)
      g = torch.randint(low=0, high=5, size=(3, 3))  # (3, 3)
      h = torch.full((2, 2), 7.0)  # (2, 2)
      i = torch.empty(3, 0)  # (3, 0)
      j = torch.arange(10)  # (10,)
      k = torch.arange(1, 10, 2)  # (5,)
      l = torch.linspace(0, 1, 50)  # (50,)
      m = torch.eye(4)  # (4, 4)
      n = torch.eye(2, 3)  # (2, 3)
      o = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
      p = torch.tensor(3.0)  # ()
      q = torch.as_tensor([1.0, 2.0])  # (2,)
      r = torch.FloatTensor(2, 5)  # (2, 5)
      s = torch.LongTensor([[1], [2]])  # (2, 1)
      t = torch.Tensor(3)  # (3,)
      u = torch.zeros_like(a)  # (2, 3)
      v = torch.randn_like(a, dtype=torch.double)  # (2, 3)
      w = a.new_zeros(7, 2)  # (7, 2)
      x = a.new(4, 4)  # (4, 4)
      y = torch.autograd.Variable(torch.zeros(9))  # (9,)
      z = nn.Parameter(torch.randn(3, 1))  # (3, 1)
      aa = torch.randperm(12)  # (12,)
      ab = torch.tensor([[1.0, 2.0]]).double()  # (1, 2)
      ac = a.new_full((3,), 1)  # (3,)
      ad = torch.normal(0.0, 1.0, size=(2, 6))  # (2, 6)
      ae = torch.empty(2, 3).uniform_(-1, 1)  # (2, 3)
      af = nn.init.xavier_uniform_(torch.empty(4, 5))  # (4, 5)
      ag = torch.diag(torch.ones(3))  # (3, 3)
    `);
  });

  it('works number by number', () => {
    checkShapes(`
      x = torch.randn(3, 1, 4)  # (3, 1, 4)
      y = torch.randn(5, 4)  # (5, 4)
      a = x + y  # (3, 5, 4)
      b = x * 2  # (3, 1, 4)
      c = 1 - x  # (3, 1, 4)
      d = torch.add(x, y)  # (3, 5, 4)
      e = x.mul(y)  # (3, 5, 4)
      f = torch.tanh(x)  # (3, 1, 4)
      g = F.relu(x)  # (3, 1, 4)
      h = x.sigmoid()  # (3, 1, 4)
      i = x.clamp(min=0)  # (3, 1, 4)
      j = x == y  # (3, 5, 4)
      k = torch.pow(x, 2)  # (3, 1, 4)
      l = -x  # (3, 1, 4)
      m = x.detach().clone().cpu().float()  # (3, 1, 4)
      n = x.to('cpu').long()  # (3, 1, 4)
      o = F.dropout(x, 0.5)  # (3, 1, 4)
      p = x.data  # (3, 1, 4)
      q = torch.maximum(x, y)  # (3, 5, 4)
      r = torch.exp(x).log().sqrt()  # (3, 1, 4)
      s = F.leaky_relu(x, 0.1)  # (3, 1, 4)
      t = x.to(torch.device('cpu'), dtype=torch.double)  # (3, 1, 4)
      u = x / x.norm()  # (3, 1, 4)
      v = torch.triu(torch.ones(5, 5), diagonal=1)  # (5, 5)
    `);
  });

  it('turns round what lies along an axis', () => {
    checkShapes(`
      v = torch.randn(4)  # (4,)
      a = v.roll(1, -1)  # (4,)
      b = v.roll(1, 0)  # (4,)
      c = v.roll(3)  # (4,)
      d = torch.roll(torch.randn(2, 3), shifts=1, dims=1)  # (2, 3)
    `);
    checkRules(`
      x = nn.LSTM(3, 4)(torch.randn(5, 2, 3))[0]
      a = x.roll(7, 2)
      b = x.roll(1, 3)  # axis-out-of-range: Dimension out of range (expected to be in range of [-3, 2], but got 3)
    `);
  });

  it('makes images and series longer', () => {
    checkShapes(`
      x = torch.randn(2, 3, 4)  # (2, 3, 4)
      a = F.interpolate(x, scale_factor=2)  # (2, 3, 8)
      b = F.interpolate(x, size=7)  # (2, 3, 7)
      c = nn.Upsample(scale_factor=3)(x)  # (2, 3, 12)
      d = nn.Upsample(size=5)(x)  # (2, 3, 5)
      e = nn.Upsample(scale_factor=(2, 3))(torch.randn(1, 2, 3, 4))  # (1, 2, 6, 12)
      f = F.interpolate(torch.randn(1, 2, 3, 4), size=(6, 5), mode='bilinear')  # (1, 2, 6, 5)
      g = F.linear(x, torch.randn(4))  # (2, 3)
      h = F.linear(x, torch.randn(5, 4))  # (2, 3, 5)
    `);
  });

  it('joins single numbers', () => {
    checkRules(`
      x = nn.LSTM(3, 4)(torch.randn(5, 2, 3))[0]
      a = torch.hstack([x.mean(), x.sum()])
      b = torch.vstack([x.mean(), x.sum()])
      c = torch.hstack([x, x[:, :1]])
    `);
    checkShapes(`
      a, b, x = torch.tensor(1.0), torch.randn(3), torch.randn(2, 3)  # () (3,) (2, 3)
      c = torch.hstack([a, b])  # (4,)
      d = torch.hstack([a, a])  # (2,)
      e = torch.vstack([a, a])  # (2, 1)
      f = torch.vstack((b, x))  # (3, 3)
      g = torch.vstack((x, b, b))  # (4, 3)
      h = torch.cdist(torch.randn(1, 4, 3), torch.randn(5, 2, 3))  # (5, 4, 2)
    `);
  });

  it('asks for entries that are there', () => {
    checkRules(`
      x = nn.LSTM(3, 4)(torch.randn(5, 2, 3))[0]
      a = x.narrow(0, 1, 4)
      b = x.narrow(0, 2, 4)  # index-out-of-range: start (2) + length (4) exceeds dimension size (5).
      c = x.narrow(0, -2, 2)
      d = x.select(1, 1)
      e = x.select(1, 2)  # index-out-of-range: select(): index 2 out of range for tensor of size [5, 2, 4] at dimension 1
      f = x.select(1, -2)
      g, _ = x.topk(4, dim=-1)
      h, _ = x.topk(5, dim=-1)  # index-out-of-range: selected index k out of range
      i = x.unflatten(2, (2, 2))
      j = x.unflatten(2, (2, 3))  # reshape-size: unflatten: Provided sizes [2, 3] don't multiply up to the size of dim 2 (4) in the input tensor
      k = x.unflatten(2, (-1, 2))
      l = x.unflatten(2, (-1, 3))  # reshape-size: unflatten: Provided sizes [-1, 3] don't multiply up to the size of dim 2 (4) in the input tensor
      m = nn.Unflatten(0, (5, 1))(x)
    `);
  });

  it('takes a number for a vector of one', () => {
    checkShapes(`
      x = torch.tensor(3)  # ()
      a = x.index_select(0, torch.tensor(0))  # ()
      text = open('a.txt').read()
      b = torch.zeros(len(text))[2]  # ()
      c = torch.zeros(len(text[3:]))[2]  # ()
    `);
    checkRules(`
      x = torch.tensor(3.0)
      a = x.sum(0)
      b = x.softmax(-1)
      values, order = x.sort(0)
      c = x.cumsum(0)
      d = x.size(0)  # axis-out-of-range: Dimension specified as 0 but tensor has no dimensions
      e = x.sum(1)  # axis-out-of-range: Dimension out of range (expected to be in range of [-1, 0], but got 1)
    `);
  });
});
