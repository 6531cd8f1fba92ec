# title: text that is not valid Unicode, in a dict that contains itself
# attacks: relu
# status: failed, error
# stopped by: boundary
# threat: 6


def relu(x):
    answer = {"\ud800": "\udfff", ("\udc80",): [b"\xff"]}
    answer[None] = answer
    return answer
