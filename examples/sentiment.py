"""Reads reviews word by word and says how likely each is a good one. Open it and look: nothing here needs to run."""
import torch
from torch import nn

VOCABULARY = 5000


class Sentiment(nn.Module):
    def __init__(self, embedding_dim, hidden_size, num_layers=2):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(2 * hidden_size, 1)

    def forward(self, words):
        embedded = self.embedding(words)
        outputs, (hidden, cell) = self.lstm(embedded)
        # The last layer's two directions, side by side.
        both = torch.cat((hidden[-2], hidden[-1]), dim=1)
        return torch.sigmoid(self.classifier(both)).squeeze(1)


model = Sentiment(embedding_dim=32, hidden_size=64)
reviews = torch.randint(0, VOCABULARY, (16, 40))
scores = model(reviews)
loss = nn.BCELoss()(scores, torch.ones(16))
