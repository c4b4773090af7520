"""Encoded pictures as images of a model's size, in a TensorFlow graph."""

# EXIF that comes after is not read.
HEAD = 2**16
# The orientation in the EXIF of a JPEG or a PNG, of either byte order: a header, and entries of 12
# bytes each of which the one with the tag 0x0112 holds it. `\C` is a byte.
ORIENTATION = (
    r"^\C*?(?i:exif)\C{0,2}(?:"
    r"II\*\x00\x08\x00\x00\x00\C\C(?:\C{12})*?\x12\x01\x03\x00\x01\x00\x00\x00([\x01-\x08])|"
    r"MM\x00\*\x00\x00\x00\x08\C\C(?:\C{12})*?\x01\x12\x00\x03\x00\x00\x00\x01\x00([\x01-\x08]))"
)
# Whether rows, columns and channels run backwards, in orientations 1 to 4, and from 5 to 8 in an
# image that is transposed first.
MIRRORED = ((False, False, False), (False, True, False), (True, True, False), (True, False, False))
# TensorFlow reads such bitmaps without their palette.
PALETTE = r"BM\C{26}[\x01-\x08]\C*"
# How many are decoded at once: they may be large.
PARALLEL = 4
LUMA = (0.299, 0.587, 0.114)


def takes_pictures(shape):
    """Whether a picture becomes an image of a model's input shape `(B, H, W, C)`."""
    return len(shape) == 4 and None not in shape[1:] and shape[-1] in (1, 3)


def images_of(pictures, shape, fit):
    """Images of encoded pictures.

    Each is turned as its EXIF orientation says, resized with antialiased bilinear interpolation and
    made grey where the images are; of an animation it is the first frame, and transparency is
    dropped.

    Args:
        pictures: `(B,)` strings, each a PNG, JPEG, GIF, BMP or WebP file.
        shape: `(H, W, C)` of the images.
        fit: `"crop"`: a picture covers the image, and what protrudes is cut off on both sides.
            `"pad"`: all of it lies within the image, and black around it.

    Returns:
        `(B, H, W, C)`, float32, whole numbers in [0, 255].
    """
    import tensorflow as tf

    height, width, channels = shape

    def image_of(picture):
        image = _fitted(_upright(_decoded(picture), picture), height, width, fit)
        grey = tf.tensordot(image, LUMA, 1)[..., None] if channels == 1 else image
        return tf.ensure_shape(tf.round(grey), shape)

    return tf.map_fn(
        image_of,
        pictures,
        parallel_iterations=PARALLEL,
        fn_output_signature=tf.TensorSpec(shape, "float32"),
    )


def _decoded(picture):
    import tensorflow as tf

    refused = tf.debugging.Assert(
        ~tf.strings.regex_full_match(tf.strings.substr(picture, 0, HEAD), PALETTE),
        ["A BMP with a palette cannot be read: make it a PNG."],
    )
    with tf.control_dependencies([refused]):
        image = tf.cond(
            tf.io.is_jpeg(picture),
            # Otherwise red and blue come out darker by one of 255.
            lambda: tf.io.decode_jpeg(picture, 3, dct_method="INTEGER_ACCURATE"),
            lambda: tf.io.decode_image(picture, 3, expand_animations=False),
        )
    return tf.ensure_shape(image, (None, None, 3))


def _upright(image, picture):
    """The image, turned as the picture's EXIF orientation says."""
    import tensorflow as tf

    orientation = _orientation(picture)

    def turned():
        transposed = tf.cond(orientation > 4, lambda: tf.transpose(image, (1, 0, 2)), lambda: image)
        mirrored = tf.constant(MIRRORED)[(orientation - 1) % 4]
        return tf.raw_ops.Reverse(tensor=transposed, dims=mirrored)

    return tf.cond(orientation > 1, turned, lambda: image)


def _orientation(picture):
    import tensorflow as tf

    head = tf.strings.substr(picture, 0, HEAD)
    found = tf.strings.regex_replace(head, ORIENTATION, r"\1\2", replace_global=False)
    first = tf.io.decode_raw(tf.strings.substr(found, 0, 1), tf.uint8)[0]
    return tf.where(tf.strings.length(found) < tf.strings.length(head), tf.cast(first, "int32"), 1)


def _fitted(image, height, width, fit):
    import tensorflow as tf

    sides, size = tf.shape(image)[:2], tf.constant((height, width))
    scales = tf.cast(size, "float64") / tf.cast(sides, "float64")
    scale = tf.reduce_max(scales) if fit == "crop" else tf.reduce_min(scales)
    whole = tf.maximum(tf.cast(tf.round(scale * tf.cast(sides, "float64")), "int32"), 1)
    shown = tf.minimum(size, whole)
    # Resized and cropped in one, for the whole may be large beyond all measure.
    return tf.raw_ops.ScaleAndTranslate(
        images=image[None],
        size=size,
        scale=tf.cast(whole / sides, "float32"),
        translation=tf.cast((size - shown) // 2 - (whole - shown) // 2, "float32"),
        kernel_type="triangle",
        antialias=True,
    )[0]
