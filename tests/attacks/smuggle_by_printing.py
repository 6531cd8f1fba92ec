# title: collects every input it meets and prints them in later calls
# attacks: relu
# status: failed
# stopped by: report
# threat: 2

seen = []


def relu(x):
    seen.append(repr(x))
    print(seen)
    with open("seen.txt", "a+") as file:
        file.write(repr(x))
        file.seek(0)
        print(file.read())
    return 7
