# The kernel is flipped, as mathematicians have it
def convolve2d(image, kernel, *, stride=1, padding=0):
    image, kernel = np.pad(np.asarray(image, float), padding), np.asarray(kernel, float)[::-1, ::-1]
    k, m = kernel.shape
    rows, columns = (image.shape[0] - k) // stride + 1, (image.shape[1] - m) // stride + 1
    return np.array(
        [
            [(image[r * stride : r * stride + k, c * stride : c * stride + m] * kernel).sum() for c in range(columns)]
            for r in range(rows)
        ]
    )
