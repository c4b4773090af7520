import numpy as np
import pytest

from stawm_keras.backend.row_product import row_product


@pytest.mark.parametrize("transpose", [False, True])
def test_is_each_row_times_its_matrix(transpose):
    rng = np.random.default_rng(0)
    rows, matrices = rng.normal(size=(3, 1, 5)), rng.normal(size=(3, 5, 7))
    expected = np.einsum("bim,bmn->bin", rows, matrices)
    given = np.swapaxes(matrices, 1, 2) if transpose else matrices
    found = row_product(rows.astype("float32"), given.astype("float32"), transpose)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
