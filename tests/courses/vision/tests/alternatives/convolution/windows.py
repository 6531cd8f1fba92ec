"""Plain Python: one place after another, in lists."""


def convolve2d(image, kernel, *, stride=1, padding=0):
    rows = [[float(number) for number in row] for row in image]
    weights = [[float(number) for number in row] for row in kernel]
    wide = len(rows[0]) + 2 * padding
    rows = [[0.0] * padding + row + [0.0] * padding for row in rows]
    rows = [[0.0] * wide] * padding + rows + [[0.0] * wide] * padding
    return [
        [
            sum(weight * rows[top + r][left + c] for r, line in enumerate(weights) for c, weight in enumerate(line))
            for left in range(0, wide - len(weights[0]) + 1, stride)
        ]
        for top in range(0, len(rows) - len(weights) + 1, stride)
    ]


def max_pool2d(image, size=2):
    return [
        [
            max(float(image[r][c]) for r in range(top, top + size) for c in range(left, left + size))
            for left in range(0, len(image[0]) - size + 1, size)
        ]
        for top in range(0, len(image) - size + 1, size)
    ]
