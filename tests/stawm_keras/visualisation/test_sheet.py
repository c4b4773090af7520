import pytest

from stawm_keras.visualisation.sheet import place_blocks
from stawm_keras.visualisation.sheet import place_glimpses


@pytest.mark.parametrize("shape", [(28, 28), (64, 64), (20, 60), (60, 20)])
@pytest.mark.parametrize("glimpse", [(8, 8), (4, 8), (8, 4)])
@pytest.mark.parametrize("count", [1, 3, 8, 12, 18])
@pytest.mark.parametrize("images", [1, 4, 20])
def test_a_sheet_has_no_overlaps_and_no_gaps(shape, glimpse, count, images):
    block = place_glimpses(shape, glimpse, count)
    assert len(block) == 1 + count
    blocks, (width, height) = place_blocks(block, images, above=0.3)
    assert len(blocks) == images and all(len(places) == 1 + count for places in blocks)
    places = [place for block in blocks for place in block]
    for place in places:
        assert place.left >= 0 and place.top >= 0.3
        assert place.left + place.width <= width and place.top + place.height <= height
    for n, one in enumerate(block):  # Blocks are equal, and stand in places of equal size.
        for other in block[n + 1 :]:
            aside = one.left + one.width < other.left or other.left + other.width < one.left
            assert aside or one.top + one.height < other.top or other.top + other.height < one.top
    # 9 % of a sheet of 20 images with 18 glimpses was used, where the lines were the higher.
    used = sum(place.width * place.height for place in places)
    assert used / (width * height) > (0.4 if count > 1 else 0.3)
    if images == 20:
        assert 0.7 < width / height < 2


@pytest.mark.parametrize("shape", [(28, 28), (20, 60)])
def test_parts_keep_their_proportions_and_glimpses_their_order(shape):
    image, *glimpses = place_glimpses(shape, (4, 8), 7)
    assert image.width / image.height == pytest.approx(shape[1] / shape[0])
    for place, following in zip(glimpses, glimpses[1:], strict=False):
        assert place.width / place.height == pytest.approx(2)
        assert following.left > place.left or following.top > place.top + place.height


def test_as_many_side_by_side_as_asked_for():
    block = place_glimpses((28, 28), (8, 8), 3)
    (first, second, third), (_, height) = place_blocks(block, 3, above=0, across=2)
    assert second[0].top == first[0].top and second[0].left > first[0].left
    assert third[0].left == first[0].left and third[0].top == first[0].top + height / 2
