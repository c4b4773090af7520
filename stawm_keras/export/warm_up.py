"""The requests with which TensorFlow Serving warms up a model."""

ANY_SIDE = 64  # Of an image for models that take any.


def write_warm_up_requests(folder, inputs):
    """Writes a request of one black image for every signature of a SavedModel.

    Args:
        folder: `pathlib.Path` of the SavedModel.
        inputs: `tf.TensorSpec` of the images or of encoded pictures, by signature.

    Raises:
        RuntimeError: If tensorflow-serving-api is not installed.
    """
    import tensorflow as tf

    try:
        from tensorflow_serving.apis import prediction_log_pb2
    except ImportError as error:
        raise RuntimeError(
            "Warm-up requests are written with tensorflow-serving-api: install "
            "`stawm-keras[tensorflow]`."
        ) from error

    extra = folder / "assets.extra"
    extra.mkdir()
    with tf.io.TFRecordWriter(str(extra / "tf_serving_warmup_requests")) as writer:
        for name, images in inputs.items():
            log = prediction_log_pb2.PredictionLog()
            request = log.predict_log.request
            request.model_spec.signature_name = name
            if images.dtype == tf.string:
                black = tf.io.encode_png(tf.zeros((1, 1, 3), tf.uint8))[None]
            else:
                sides = [side or ANY_SIDE for side in images.shape[1:]]
                black = tf.zeros((1, *sides), images.dtype)
            request.inputs[images.name].CopyFrom(tf.make_tensor_proto(black))
            writer.write(log.SerializeToString())
