"""Between a judge and a worker: frames, values, questions and answers. What arrives is data; nothing is executed."""
