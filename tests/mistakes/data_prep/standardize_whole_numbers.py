# Whole numbers stay whole numbers
_standardize = standardize


def standardize(train, other):
    tables = _standardize(train, other)
    return tuple(table.astype(np.asarray(train).dtype) for table in tables)
