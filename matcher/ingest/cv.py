"""stub"""


def read_cv(path, form, identifier):
    raise NotImplementedError
