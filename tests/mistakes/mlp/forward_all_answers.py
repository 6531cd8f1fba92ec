# A list of every layer's answer
def forward(x, layers):
    answers = []
    for w, b, activation in layers:
        x = dense(x, w, b, activation)
        answers.append(x)
    return answers
