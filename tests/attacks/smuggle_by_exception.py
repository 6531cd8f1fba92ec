# title: raises the input as the name and text of an exception
# attacks: relu
# status: error
# stopped by: report
# threat: 2


def relu(x):
    text = repr(x)
    raise type(text, (Exception,), {})(text)
