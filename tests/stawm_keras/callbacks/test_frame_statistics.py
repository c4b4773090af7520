import numpy as np
import pytest

from stawm_keras.callbacks.frame_statistics import frame_parts

SHAPE = (9, 13)


def pose(matrix, x=0.0, y=0.0):
    (a, b), (c, d) = matrix
    return np.array([a, b, x, c, d, y])


def frames_of(poses):
    """Frames under affine poses, by their definition: `(..., 4, 2)` in pixels."""
    corners = np.array([[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]])
    matrices = poses.reshape(*poses.shape[:-1], 2, 3)
    return (corners @ np.swapaxes(matrices, -1, -2) + 1) / 2 * (SHAPE[1] - 1, SHAPE[0] - 1)


def turn(degrees):
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


SCALE = np.diag([0.5, 0.25])
# The glimpse's left side leans by 45 degrees: its lower end is as far to the right as it is below.
SHEAR = np.array([[1, 1], [0, 1]])
NOTHING = {"scale_x": 1, "scale_y": 1, "rotation": 0, "shear": 0, "x": 0, "y": 0}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (pose(np.eye(2)), {}),
        (pose(turn(30)), {"rotation": 30}),
        (pose(turn(-120)), {"rotation": -120}),
        (pose(SCALE), {"scale_x": 0.5, "scale_y": 0.25}),
        (pose(np.eye(2), x=0.3, y=-0.7), {"x": 0.3, "y": -0.7}),
        (pose(SHEAR), {"shear": 45, "scale_y": np.sqrt(2)}),
        (
            pose(turn(30) @ SCALE, x=0.1),
            {"rotation": 30, "scale_x": 0.5, "scale_y": 0.25, "x": 0.1},
        ),
        (pose(turn(30) @ SHEAR), {"rotation": 30, "shear": 45, "scale_y": np.sqrt(2)}),
        # Upside down.
        (pose(np.diag([1, -1])), {"shear": 180}),
    ],
)
def test_planted_poses(given, expected):
    found = frame_parts(frames_of(given), SHAPE)
    for name, number in (NOTHING | expected).items():
        assert found[name] == pytest.approx(number, abs=1e-9), name


def test_the_parts_say_as_much_as_the_frame():
    poses = np.random.default_rng(0).normal(size=(5, 3, 6))
    found = frame_parts(frames_of(poses), (*SHAPE, 3))
    across, down = (
        np.radians(found["rotation"]),
        np.radians(found["rotation"] + 90 - found["shear"]),
    )
    made = [
        found["scale_x"] * np.cos(across),
        found["scale_y"] * np.cos(down),
        found["x"],
        found["scale_x"] * np.sin(across),
        found["scale_y"] * np.sin(down),
        found["y"],
    ]
    np.testing.assert_allclose(np.stack(made, axis=-1), poses, atol=1e-12)


def test_of_a_quadrilateral_they_are_those_of_its_mean_sides():
    trapezium = np.array([[4, 0], [8, 0], [12, 8], [0, 8]])
    found = frame_parts(trapezium, SHAPE)
    expected = NOTHING | {"scale_x": (4 + 12) / 2 / 12}
    assert {name: float(part) for name, part in found.items()} == pytest.approx(expected)


@pytest.mark.parametrize("shape", [SHAPE, (1, 1)])
def test_a_frame_of_a_point_has_finite_parts(shape):
    assert all(np.isfinite(part) for part in frame_parts(np.zeros((4, 2)), shape).values())
