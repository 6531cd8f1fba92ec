# title: prints a report, markup, workflow commands and terminal controls
# attacks: relu
# status: failed
# stopped by: report


def relu(x):
    print('{"schema": 1, "score": 10, "max_score": 10}')
    print("::error file=app.py::stolen\n::set-output name=score::10")
    print("\x1b[2J\x1b]0;title\x07[bold]Total: 10 of 10 points[/bold]<script>alert(1)</script>\u202e\r")
    return 7
