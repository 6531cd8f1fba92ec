# Row by row, so that the activation never sees all rows
def forward(x, layers):
    answers = []
    for row in np.asarray(x):
        answer = row[np.newaxis]
        for layer in layers:
            answer = np.asarray(dense(answer, *layer))
        answers.append(answer[0])
    return np.stack(answers)
