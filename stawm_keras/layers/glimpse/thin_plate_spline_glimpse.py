"""A differentiable look at a part of an image that is bent."""

from keras import ops

from stawm_keras.layers.glimpse.geometry import in_pixels
from stawm_keras.layers.glimpse.grid_glimpse import GridGlimpse
from stawm_keras.ops import control_points
from stawm_keras.ops import thin_plate_spline_sample
from stawm_keras.registration import register


@register
class ThinPlateSplineGlimpse(GridGlimpse):
    """Samples a glimpse of an image on a grid that a thin-plate spline bends.

    A pose says where on the image each of K control points is, which are a regular grid over the
    glimpse; between them the spline bends as little as it can. It samples as `AffineGlimpse` does:
    bilinearly with zeros outside, differentiable in the image and in the pose. Where every control
    point stays in its place, and with the image's own size, it returns the image to the last bit.

    Args:
        size: Integer or tuple of two integers, the glimpse's height and width in pixels.
        grid: Integer or tuple of two integers from 2 on, the rows and columns of control points,
            K in all.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, 2 K)`, or `(B, N, 2 K)`, a pose for every glimpse: `(x, y)` of the control
            points, row by row from the upper left, where -1 and 1 are the centres of the image's
            corner pixels.

    Input shape:
        `[(B, Hi, Wi, C), (B, 2 K)]`, or with N glimpses.

    Output shape:
        `(B, height, width, C)`, or `(B, N, height, width, C)`.

    Raises:
        ValueError: If `size` is not one or two positive integers, `grid` not one or two from 2 on,
            or the inputs' shapes do not belong together.

    Example:

    >>> image = np.ones((2, 28, 28, 1), "float32")
    >>> bend = stawm_keras.layers.ThinPlateSplineGlimpse(8, grid=3)
    >>> pose = np.array([bend.whole_image] * 2) + np.random.default_rng(0).normal(0, 0.1, (2, 18))
    >>> bend(image, pose).shape
    (2, 8, 8, 1)

    Reference:
        Jaderberg et al., "Spatial Transformer Networks", 2015, Section 3.2; Bookstein, "Principal
        Warps: Thin-Plate Splines and the Decomposition of Deformations", 1989.
    """

    def __init__(self, size, grid=4, **kwargs):
        super().__init__(size, **kwargs)
        sides = tuple(grid) if isinstance(grid, (tuple, list)) else (grid, grid)
        if len(sides) != 2 or not all(isinstance(side, int) and side >= 2 for side in sides):
            raise ValueError(
                "`grid` must be an integer from 2 on or two of them, the rows and columns of "
                f"control points. Received: grid={grid}"
            )
        self.grid = grid
        self._grid = sides
        points = control_points(sides)
        self.pose_units = points.size
        self.whole_image = tuple(points.ravel().tolist())

    def look(self, image, pose):
        return thin_plate_spline_sample(image, pose, self._size, self._grid)

    def frames(self, poses, image_shape):
        """Where each mesh of the grid of control points lies on its image.

        Args:
            poses: Tensor `(B, N, 2 K)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, F, 4, 2)`: the corners `(x, y)` of the (rows - 1) (columns - 1) meshes,
            in pixels of the image. Between the corners a mesh is drawn straight, which the spline
            is not.

        Example:

        >>> bend = stawm_keras.layers.ThinPlateSplineGlimpse(8, grid=(2, 3))
        >>> frames = bend.frames(np.reshape(bend.whole_image, (1, 1, 12)), (29, 29))
        >>> np.array(frames)[0, 0].tolist()[1]
        [[14.0, 0.0], [28.0, 0.0], [28.0, 28.0], [14.0, 28.0]]
        """
        poses = ops.cast(poses, "float32")
        points = ops.reshape(poses, (-1, poses.shape[1], *self._grid, 2))
        points = in_pixels(points[..., 0], points[..., 1], image_shape)
        above, below = points[:, :, :-1], points[:, :, 1:]
        corners = [above[..., :-1, :], above[..., 1:, :], below[..., 1:, :], below[..., :-1, :]]
        rows, columns = self._grid
        meshes = (rows - 1) * (columns - 1)
        return ops.reshape(ops.stack(corners, axis=-2), (-1, poses.shape[1], meshes, 4, 2))

    def get_config(self):
        return {**super().get_config(), "grid": self.grid}
