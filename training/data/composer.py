"""How scenes are composed of small images."""

import math
from dataclasses import dataclass
from typing import Literal
from typing import NamedTuple

import numpy as np

from training.cli.errors import InputError
from training.data.augment import warped

Windows = np.lib.stride_tricks.sliding_window_view


class Layout(NamedTuple):
    """What is drawn for N scenes of K objects and D distractors; shares of what is possible.

    Attributes:
        objects: Places of the images in their set (N, K); the first is what the scene is made for.
        shares: Where each is placed (N, K, 2), as shares in [0, 1) of its room, x and y.
        degrees, zooms: By how much each is rotated and enlarged (N, K).
        others: Places of the images that the distractors are pieces of (N, D).
        cuts: Where each piece is cut out (N, D, 2), as shares.
        strewn: Where each piece is placed (N, D, 2), likewise.
        ends: Where each object is in the last frame of a video (N, K, 2), likewise.
    """

    objects: np.ndarray
    shares: np.ndarray
    degrees: np.ndarray
    zooms: np.ndarray
    others: np.ndarray
    cuts: np.ndarray
    strewn: np.ndarray
    ends: np.ndarray

    def take(self, rows: slice | np.ndarray) -> "Layout":
        """Those of some scenes."""
        return Layout(*(part[rows] for part in self))


@dataclass(frozen=True)
class Composer:
    """Puts objects and distractors on black scenes, where they add up to white at most.

    Args:
        side: The scene's height and width.
        objects: Number of objects.
        distractors: Number of square pieces of other images, cut out and placed anywhere.
        piece: Side of a piece.
        rotation: Objects are rotated by an angle in [-rotation, rotation] degrees.
        zoom: They are enlarged by a factor between these two.
        arrangement: Where they are placed. `"anywhere"`: so that each lies in the scene.
            `"centre"`: each in the middle. `"row"`: side by side, at heights of their own.
            `"apart"`: anywhere, but not on each other.
        frames: Number of frames of a video, if more than one: from the first to the last, each
            object moves in a straight line, and distractors stay.
        total: Whether a scene's label is the sum of its objects' labels.

    Raises:
        InputError: There are no such scenes.
    """

    side: int
    objects: int = 1
    distractors: int = 0
    piece: int = 8
    rotation: float = 0.0
    zoom: tuple[float, float] = (1.0, 1.0)
    arrangement: Literal["anywhere", "centre", "row", "apart"] = "anywhere"
    frames: int = 1
    total: bool = False

    def __post_init__(self) -> None:
        if self.side < 1 or self.objects < 1:
            raise InputError(
                f"Scenes of {self.side} pixels with {self.objects} objects were asked for: both "
                "must be at least 1."
            )
        if self.distractors < 0 or self.piece < 1:
            raise InputError(
                f"{self.distractors} distractors of {self.piece} pixels were asked for: there can "
                "be 0 or more, of 1 pixel or more."
            )

        if self.frames < 1 or (self.frames > 1 and self.arrangement != "anywhere"):
            raise InputError(
                f"A video of {self.frames} frames was asked for, of objects arranged "
                f"{self.arrangement!r}: there can be 1 or more, of objects anywhere."
            )

    def check(self, image_shape: tuple[int, ...]) -> None:
        """Raises `InputError` if images of a shape do not fit into the scenes."""
        height, width = image_shape[:2]
        least = max(height, width)
        if self.arrangement == "row":
            least = max(height, self.objects * width)
        elif self.arrangement == "apart":
            least = max(least, self.objects * min(height, width))
        if self.side < least:
            raise InputError(
                f"A scene of {self.side} pixels is smaller than its objects, {self.objects} of "
                f"{height} x {width}: choose a --scene-size of {least} or more."
            )
        if self.distractors and self.piece > min(height, width):
            raise InputError(
                f"Pieces of {self.piece} pixels cannot be cut out of images of {height} x {width}: "
                f"choose a --piece-size of {min(height, width)} or less."
            )

    def draw(
        self, rows: np.ndarray, count: int, image_shape: tuple[int, ...], rng: np.random.Generator
    ) -> Layout:
        """Draws what scenes are made of.

        Args:
            rows: Places in their set of the images (N,) that scenes are made for.
            count: Number of images in the set.
            image_shape: Their shape.
            rng: The random generator.
        """
        scenes = len(rows)

        def others(number: int) -> np.ndarray:
            """Any but the image itself, if there are any."""
            return (rows[:, None] + rng.integers(1, max(count, 2), (scenes, number))) % count

        sizes = scenes, self.objects
        layout = Layout(
            objects=np.concatenate([rows[:, None], others(self.objects - 1)], axis=1),
            shares=self._shares(scenes, image_shape, rng),
            degrees=rng.uniform(-self.rotation, self.rotation, sizes),
            zooms=rng.uniform(*self.zoom, sizes),
            others=others(self.distractors),
            cuts=rng.random((scenes, self.distractors, 2)),
            strewn=rng.random((scenes, self.distractors, 2)),
            ends=np.empty((scenes, self.objects, 2)),
        )
        # Last, so that nothing else depends on whether there is a video.
        moves = self.frames > 1
        return layout._replace(ends=rng.random((*sizes, 2)) if moves else layout.shares)

    def compose(
        self, objects: np.ndarray, others: np.ndarray, layout: Layout
    ) -> tuple[np.ndarray, np.ndarray]:
        """Composes scenes, or videos of T frames.

        Args:
            objects: The images of the layout's objects (N * K, H, W, C) uint8.
            others: The images of its distractors (N * D, H, W, C) uint8.
            layout: What `draw` drew.

        Returns:
            The scenes (N, side, side, C) uint8, and the objects' boxes (N, K, 4) int64: left, top,
            right and bottom, the outermost pixels of each that are not black. Of videos they are
            (N, T, side, side, C) and (N, T, K, 4).
        """
        if self.frames == 1:
            return self._composed(objects, others, layout)
        way = layout.ends - layout.shares
        frames = [
            self._composed(objects, others, layout._replace(shares=layout.shares + passed * way))
            for passed in np.linspace(0, 1, self.frames)
        ]
        images, boxes = zip(*frames, strict=True)
        return np.stack(images, axis=1), np.stack(boxes, axis=1)

    def _composed(self, objects, others, layout):
        """Scenes, and the boxes in them."""
        count = len(layout.objects)
        height, width, channels = objects.shape[1:]
        objects = self._turned(objects, layout)
        boxes = lit(objects).reshape(count, self.objects, 4)
        corners = self._corners(boxes, layout.shares, (width, height))
        objects = objects.reshape(count, self.objects, *objects.shape[1:])
        # What is black of a turned object may lie outside.
        size = np.array(objects.shape[3:1:-1])
        margin = max(0, -corners.min(), (corners + size).max() - self.side)
        side = self.side + 2 * margin
        canvases = np.zeros((count, side, side, channels), np.uint8)

        room = np.array((width, height)) - self.piece
        cuts = at_shares(layout.cuts, room).reshape(-1, 2)
        strewn = at_shares(layout.strewn, self.side - self.piece)
        pieces = cut_out(others, cuts, self.piece).reshape(
            count, self.distractors, self.piece, self.piece, channels
        )
        for number in range(self.distractors):
            add(canvases, pieces[:, number], margin + strewn[:, number])
        for number in range(self.objects):
            add(canvases, objects[:, number], margin + corners[:, number])
        inside = slice(margin, margin + self.side)
        return canvases[:, inside, inside], boxes + np.tile(corners, 2)

    def labels(self, labels: np.ndarray) -> np.ndarray:
        """The labels of scenes, of those of their objects (N, K): (N,) where there is one."""
        if self.total:
            return labels.sum(axis=1)
        return labels[:, 0] if self.objects == 1 else labels

    def _shares(
        self, scenes: int, image_shape: tuple[int, ...], rng: np.random.Generator
    ) -> np.ndarray:
        if self.arrangement == "centre":
            return np.full((scenes, self.objects, 2), 0.5)
        shares = rng.random((scenes, self.objects, 2))
        if self.arrangement == "row":
            shares[..., 0].sort(axis=1)
        elif self.arrangement == "apart":
            size = np.array(image_shape[1::-1])
            on_each_other = np.arange(scenes)
            while len(on_each_other):  # Drawn again: so all places apart are equally likely.
                shares[on_each_other] = rng.random((len(on_each_other), self.objects, 2))
                corners = at_shares(shares[on_each_other], self.side - size)
                on_each_other = on_each_other[_overlap(corners, size)]
        return shares

    def _turned(self, objects: np.ndarray, layout: Layout) -> np.ndarray:
        """Rotated and enlarged about their centres, in frames that hold them if the scene does."""
        if not self._turns:
            return objects
        height, width = objects.shape[1:3]
        frame = min(self.side, math.ceil(math.hypot(height, width) * max(1, *self.zoom)))
        above, left = (frame - height) // 2, (frame - width) // 2
        pads = (above, frame - height - above), (left, frame - width - left)
        framed = np.pad(objects, ((0, 0), *pads, (0, 0)))
        return warped(framed, layout.degrees.ravel(), layout.zooms.ravel())

    @property
    def _turns(self) -> bool:
        return bool(self.rotation) or self.zoom != (1.0, 1.0)

    def _corners(self, boxes: np.ndarray, shares: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Left and top (N, K, 2) of each object's frame in the scene."""
        if self.arrangement == "row":
            width, height = size
            rooms = np.array((self.side - self.objects * width, self.side - height))
            before = width * np.arange(self.objects)
            return at_shares(shares, rooms) + np.stack([before, 0 * before], axis=-1)
        if not self._turns:
            return at_shares(shares, self.side - np.array(size))
        first, last = boxes[..., :2], boxes[..., 2:]
        return at_shares(shares, self.side - 1 - (last - first)) - first


def at_shares(shares: np.ndarray, room: np.ndarray | int) -> np.ndarray:
    """Whole numbers from 0 to `room`, each as likely, of shares in [0, 1)."""
    return (shares * (room + 1)).astype(np.int64)


def lit(images: np.ndarray) -> np.ndarray:
    """Left, top, right and bottom (N, 4) of what is not black, or of all if nothing is lit."""
    pixels = np.any(images, axis=-1)
    sides = [np.any(pixels, axis=axis) for axis in (1, 2)]
    first = [side.argmax(axis=1) for side in sides]
    last = [side.shape[1] - 1 - side[:, ::-1].argmax(axis=1) for side in sides]
    return np.stack([*first, *last], axis=1)


def cut_out(images: np.ndarray, corners: np.ndarray, side: int) -> np.ndarray:
    """A square of every image, whose left and top (N, 2) are given."""
    if not len(images):
        return np.empty((0, side, side, images.shape[-1]), np.uint8)
    x, y = corners.T
    squares = Windows(images, (side, side), axis=(1, 2))[np.arange(len(images)), y, x]
    return np.moveaxis(squares, 1, -1)


def add(canvases: np.ndarray, images: np.ndarray, corners: np.ndarray) -> None:
    """Adds to every canvas an image, whose left and top (N, 2) are given; 255 is the most."""
    x, y = corners.T
    windows = Windows(canvases, images.shape[1:3], axis=(1, 2), writeable=True)
    at = np.arange(len(canvases)), y, x
    there = windows[at]
    windows[at] = there + np.minimum(np.moveaxis(images, -1, 1), 255 - there)


def _overlap(corners: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Whether any two frames (N, K) of a size lie on each other."""
    apart = (abs(corners[:, :, None] - corners[:, None]) >= size).any(axis=-1)
    itself = np.eye(corners.shape[1], dtype=bool)
    return ~(apart | itself).all(axis=(1, 2))
