"""Scenes: each held to a definition that composes one at a time, pixel by pixel."""

import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import Batches
from training.data import Composer
from training.data import Dataset
from training.data import RandomFlip
from training.data import Scenes
from training.data import hold_out
from training.data.augment import warped
from training.data.picture_files import PictureFiles

COUNT = 12
COMPOSERS = {
    "translated": Composer(20),
    "cluttered": Composer(20, distractors=4, piece=3),
    "rotated": Composer(9, rotation=90, arrangement="centre"),
    "rts": Composer(14, rotation=45, zoom=(0.7, 1.2)),
    "sequence": Composer(30, objects=3, arrangement="row"),
    "sum": Composer(24, objects=2, arrangement="apart", total=True),
    "cluttered rts": Composer(16, distractors=9, piece=5, rotation=45, zoom=(0.7, 1.2)),
}
every = pytest.mark.parametrize("composer", COMPOSERS.values(), ids=COMPOSERS.keys())


def small_images(count=COUNT, height=9, width=7, channels=3):
    """Bright blots with black around them, each of its own brightness and size."""
    rng = np.random.default_rng(4)
    images = np.zeros((count, height, width, channels), np.uint8)
    for number, image in enumerate(images):
        top, left = rng.integers(0, 3, 2)
        blot = image[top : height - 1, left : width - 1]
        blot[:] = rng.integers(40 + 10 * number, 50 + 10 * number, blot.shape)
    return images


def scenes_of(composer, **shape):
    return Scenes(small_images(**shape), np.arange(COUNT) % 10, composer, seed=3)


def defined(composer, images, layout, scene):
    """One scene and its boxes, by the definition: everything is added, pixel by pixel."""
    side, (height, width, channels) = composer.side, images.shape[1:]
    total = np.zeros((side, side, channels), int)

    def put(image, left, top):
        for y, x in np.ndindex(image.shape[:2]):
            if image[y, x].any():
                assert 0 <= top + y < side and 0 <= left + x < side, "nothing lies outside"
                total[top + y, left + x] += image[y, x]

    def at(share, most):
        return int(share * (most + 1))

    for number, row in enumerate(layout.others[scene]):
        size = composer.piece
        x, y = layout.cuts[scene, number]
        left, top = at(x, width - size), at(y, height - size)
        x, y = layout.strewn[scene, number]
        piece = images[row, top : top + size, left : left + size]
        put(piece, at(x, side - size), at(y, side - size))

    boxes = []
    for number, row in enumerate(layout.objects[scene]):
        image, turned = images[row], composer.rotation or composer.zoom != (1, 1)
        if turned:
            frame = min(side, int(np.ceil(np.hypot(height, width) * max(1, *composer.zoom))))
            framed = np.zeros((1, frame, frame, channels), np.uint8)
            y, x = (frame - height) // 2, (frame - width) // 2
            framed[0, y : y + height, x : x + width] = image
            angle, zoom = layout.degrees[scene, number], layout.zooms[scene, number]
            (image,) = warped(framed, angle, zoom)
        lit = [(x, y) for y, x in np.ndindex(image.shape[:2]) if image[y, x].any()]
        first, last = np.min(lit, axis=0), np.max(lit, axis=0)
        x, y = layout.shares[scene, number]
        if composer.arrangement == "row":
            left = number * width + at(x, side - composer.objects * width)
            top = at(y, side - height)
        elif turned:
            left = at(x, side - (last[0] - first[0] + 1)) - first[0]
            top = at(y, side - (last[1] - first[1] + 1)) - first[1]
        else:
            left, top = at(x, side - width), at(y, side - height)
        put(image, left, top)
        boxes.append([*(first + (left, top)), *(last + (left, top))])
    return np.minimum(total, 255), boxes


@every
@pytest.mark.parametrize("channels", [1, 3])
def test_equals_its_definition(composer, channels):
    images = small_images(channels=channels)
    rows = np.random.default_rng(1).permutation(COUNT)
    layout = composer.draw(rows, COUNT, images.shape[1:], np.random.default_rng(2))
    made, boxes = composer.compose(
        images[layout.objects.ravel()], images[layout.others.ravel()], layout
    )
    assert made.shape == (COUNT, composer.side, composer.side, channels)
    assert made.dtype == np.uint8 and boxes.shape == (COUNT, composer.objects, 4)
    np.testing.assert_array_equal(layout.objects[:, 0], rows)
    for scene in range(COUNT):
        expected, its_boxes = defined(composer, images, layout, scene)
        np.testing.assert_array_equal(made[scene], expected)
        np.testing.assert_array_equal(boxes[scene], its_boxes)


@every
def test_layouts_are_in_their_ranges(composer):
    layout = composer.draw(np.zeros(500, int), COUNT, (9, 7), np.random.default_rng(0))
    assert abs(layout.degrees).max() <= composer.rotation
    assert (layout.zooms >= composer.zoom[0]).all() and (layout.zooms <= composer.zoom[1]).all()
    strangers = np.concatenate([layout.objects[:, 1:], layout.others], axis=1)
    if strangers.size:
        assert {*strangers.ravel()} == {*range(1, COUNT)}, "any image but the scene's own"


def test_every_place_is_as_likely():
    composer = Composer(12)
    _, boxes = composer.compose(
        np.full((18_000, 10, 10, 1), 9, np.uint8),
        np.empty((0, 10, 10, 1), np.uint8),
        composer.draw(np.zeros(18_000, int), 1, (10, 10), np.random.default_rng(0)),
    )
    places, counts = np.unique(boxes[:, 0, :2], axis=0, return_counts=True)
    assert places.tolist() == [[x, y] for x in range(3) for y in range(3)]
    assert (abs(counts - 2000) < 200).all()


@pytest.mark.parametrize("name", ["sequence", "sum"])
def test_objects_do_not_lie_on_each_other(name):
    boxes = Scenes(np.full((300, 9, 7, 1), 9, np.uint8), np.zeros(300, int), COMPOSERS[name]).boxes
    first, last = boxes[..., :2], boxes[..., 2:]
    for one, other in zip(*np.triu_indices(boxes.shape[1], 1), strict=True):
        apart = (last[:, one] < first[:, other]) | (last[:, other] < first[:, one])
        assert apart.any(axis=1).all()
        if name == "sequence":
            assert apart[:, 0].all(), "they lie side by side, in order"
            assert (first[:, one, 0] < first[:, other, 0]).all()


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("translated", lambda objects: objects[:, 0] % 10),
        ("sequence", lambda objects: objects % 10),
        ("sum", lambda objects: (objects % 10).sum(axis=1)),
    ],
)
def test_labels(name, labels):
    scenes = scenes_of(COMPOSERS[name])
    rng = np.random.default_rng(0)
    objects = COMPOSERS[name].draw(np.arange(COUNT), COUNT, (9, 7), rng).objects
    made = scenes.new(slice(None), np.random.default_rng(0))
    np.testing.assert_array_equal(made.labels, labels(objects))
    np.testing.assert_array_equal(scenes.fixed(slice(None)).labels, scenes.labels)


def test_one_fixed_scene_for_every_image():
    composer = COMPOSERS["cluttered"]
    scenes, again = scenes_of(composer), scenes_of(composer)
    whole = scenes[:]
    np.testing.assert_array_equal([*again], whole)
    assert whole.shape == scenes.shape == (COUNT, 20, 20, 3) and len(scenes) == COUNT
    for rows in (slice(3, 7), slice(None, None, 4), np.array([7, 2]), np.arange(COUNT) > 8):
        np.testing.assert_array_equal(again[rows], whole[rows])
        some = scenes.take(rows)
        np.testing.assert_array_equal(some[:], whole[rows])
        np.testing.assert_array_equal(some.labels, scenes.labels[rows])
        np.testing.assert_array_equal(some.boxes, scenes.boxes[rows])
    other = Scenes(small_images(), scenes.labels, composer, seed=4)
    assert all((one != two).any() for one, two in zip(other[:], whole, strict=True))


def batches_of(scenes, **options):
    options = {"shuffle": True, "new_scenes": True, "seed": 5} | options
    return Batches(scenes, scenes.labels, 4, **options)


@every
def test_a_resumed_run_sees_the_same_new_scenes(composer):
    """They depend on seed, epoch and place alone."""
    one, resumed = (batches_of(scenes_of(composer), augment=(RandomFlip(),)) for _ in range(2))
    seen = {}
    for one.epoch in range(2):
        seen |= {(one.epoch, index): one[index] for index in range(3)}
    resumed.epoch = 1
    for index in (2, 0, 1):
        for again, before in zip(resumed[index], seen[1, index], strict=True):
            np.testing.assert_array_equal(again, before)
    images = np.concatenate([images for images, _ in seen.values()])
    scenes = len(np.unique(images.reshape(len(images), -1), axis=0))
    assert scenes == 2 * COUNT or composer.side == 9 and scenes > COUNT, "rotated ones may agree"


def test_without_new_scenes_batches_serve_the_fixed_ones():
    scenes = scenes_of(COMPOSERS["sum"])
    batches = batches_of(scenes, shuffle=False, new_scenes=False)
    for batches.epoch in range(2):
        images, labels = zip(*(batches[index] for index in range(3)), strict=True)
        np.testing.assert_array_equal(np.concatenate(images), scenes[:])
        np.testing.assert_array_equal(np.concatenate(labels), scenes.labels)


@pytest.mark.parametrize("new_scenes", [True, False])
def test_boxes_as_targets(new_scenes):
    """Also of objects that an augmentation changed."""
    batches = batches_of(
        scenes_of(COMPOSERS["translated"]),
        new_scenes=new_scenes,
        augment=(lambda images, _: images[:, ::-1],),
        targets=lambda images, labels, boxes: {"labels": labels, "boxes": boxes},
        boxes=True,
    )
    images, targets = batches[0]
    assert targets["boxes"].shape == (4, 1, 4) and targets["labels"].shape == (4,)
    for image, (box,) in zip(images, targets["boxes"], strict=True):
        y, x = image.any(axis=-1).nonzero()
        assert box.tolist() == [x.min(), y.min(), x.max(), y.max()]


def test_only_scenes_have_boxes():
    with pytest.raises(InputError, match="only scenes have them: name a kind with --scene"):
        Batches(small_images(), np.arange(COUNT), 4, boxes=True)


def test_of_held_out_images_nothing_is_seen():
    images = np.repeat(np.arange(1, COUNT + 1, dtype=np.uint8), 81).reshape(COUNT, 9, 9, 1)
    scenes = Scenes(images, np.arange(COUNT), Composer(60, 3, distractors=4, arrangement="row"))
    dataset = Dataset("small", "small", scenes, scenes.labels, scenes, scenes.labels, None)
    training, held = hold_out(dataset, 5, seed=0)
    assert (len(training.x), len(held.x)) == (7, 5)
    assert not {*np.unique(training.y)} & {*np.unique(held.y)}
    new = [split.x.new(slice(None), np.random.default_rng(0)) for split in (training, held)]
    for made, split in zip(new, (training, held), strict=True):
        np.testing.assert_array_equal(split.x.labels, split.y)
        assert {*np.unique(made.labels)} <= {*split.x.labels[:, 0]}


def test_of_images_on_disk(tmp_path):
    from PIL import Image

    images = small_images()
    files = [tmp_path / f"{number}.png" for number in range(COUNT)]
    for file, image in zip(files, images, strict=True):
        Image.fromarray(image).save(file)
    composer, labels = COMPOSERS["cluttered"], np.arange(COUNT)
    on_disk = Scenes(PictureFiles(files, images.shape[1:]), labels, composer)
    np.testing.assert_array_equal(on_disk[2:9], Scenes(images, labels, composer)[2:9])
    assert on_disk.made_of(slice(4)).shape == (4, 20, 20, 3)


def test_of_one_image():
    scenes = Scenes(small_images(1), np.zeros(1, int), COMPOSERS["cluttered"])
    assert scenes[:].any()


def test_a_black_image_has_the_box_of_its_frame():
    scenes = Scenes(np.zeros((1, 9, 7, 1), np.uint8), np.zeros(1, int), Composer(9))
    left, top, right, bottom = scenes.boxes[0, 0]
    assert (right - left, top, bottom) == (6, 0, 8)


def test_objects_of_videos_move_in_a_straight_line():
    still, moving = (
        scenes_of(Composer(30, distractors=2, piece=3, frames=frames)) for frames in (1, 5)
    )
    videos, boxes = moving[:], moving.boxes
    assert moving.shape == videos.shape == (COUNT, 5, 30, 30, 3)
    assert boxes.shape == (COUNT, 5, 1, 4) and moving.labels.shape == (COUNT,)
    # All but the way is as if there were none.
    np.testing.assert_array_equal(videos[:, 0], still[:])
    np.testing.assert_array_equal(boxes[:, 0], still.boxes)
    line = np.linspace(boxes[:, 0], boxes[:, -1], 5, axis=1)
    assert np.abs(line - boxes).max() <= 1 and np.ptp(boxes, axis=1).max() > 10
    brightest = np.array([image.max() for image in small_images()])
    for scene, frame in np.ndindex(COUNT, 5):
        left, top, right, bottom = boxes[scene, frame, 0]
        shown = videos[scene, frame, top : bottom + 1, left : right + 1]
        assert shown.max() >= brightest[scene]
    np.testing.assert_array_equal(
        moving.new(np.arange(3), np.random.default_rng(1)).images.shape, (3, 5, 30, 30, 3)
    )


@pytest.mark.parametrize(
    ("composer", "message"),
    [
        (Composer(8), "A scene of 8 pixels is smaller than its objects, 1 of 9 x 7: .* 9 or more"),
        (Composer(20, 3, arrangement="row"), "smaller than its objects, 3 of 9 x 7: .* 21 or more"),
        (Composer(13, 2, arrangement="apart"), "smaller than its objects, 2 of 9 x 7: .* 14 or m"),
        (Composer(20, distractors=1, piece=8), "Pieces of 8 pixels cannot be cut out .* 7 or less"),
    ],
)
def test_refuses_what_does_not_fit(composer, message):
    with pytest.raises(InputError, match=message):
        scenes_of(composer)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"side": 0}, "Scenes of 0 pixels with 1 objects"),
        ({"objects": 0}, "Scenes of 9 pixels with 0 objects"),
        ({"distractors": -1}, "-1 distractors of 8 pixels were asked for: there can be 0 or more"),
        ({"frames": 0}, "A video of 0 frames was asked for"),
        ({"frames": 3, "arrangement": "row"}, "3 frames .* arranged 'row': .* of objects anywhere"),
        ({"piece": 0}, "0 distractors of 0 pixels were asked for"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(InputError, match=message):
        Composer(**{"side": 9} | arguments)
