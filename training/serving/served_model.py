"""A SavedModel, loaded to be asked from many threads."""

from training.cli.errors import InputError
from training.serving.signature import Signature

WARM_UP = "assets.extra/tf_serving_warmup_requests"


class ServedModel:
    """A version of an exported model, by TensorFlow alone.

    Args:
        folder: `pathlib.Path` of the SavedModel, `NAME/VERSION`.
        batch_size: Most images that are run at once.

    Raises:
        InputError: If there is no SavedModel that can be loaded.

    Attributes:
        name: Name of the model.
        version: Number of the version.
        signatures: `Signature` by name.
    """

    def __init__(self, folder, batch_size):
        import tensorflow as tf

        self.folder = folder
        self.name, self.version = folder.parent.name, int(folder.name)
        try:
            # Kept, because its signatures do not keep its variables.
            self._loaded = tf.saved_model.load(str(folder))
        except (OSError, ValueError, tf.errors.OpError) as error:
            raise InputError(
                f"{folder} cannot be loaded: export the model again, or name another version."
            ) from error
        self.signatures = {
            name: Signature(function, batch_size)
            for name, function in self._loaded.signatures.items()
        }
        self._metadata = self._described()  # At once: the folder may be taken away.

    def warm_up(self):
        """Runs the requests that lie beside the model."""
        import tensorflow as tf
        from tensorflow_serving.apis import prediction_log_pb2

        file = self.folder / WARM_UP
        for record in tf.data.TFRecordDataset(str(file)) if file.exists() else ():
            log = prediction_log_pb2.PredictionLog.FromString(record.numpy())
            request = log.predict_log.request
            inputs = {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}
            self.signatures[request.model_spec.signature_name].run(inputs)

    def status(self):
        """The answer to `GET /v1/models/NAME`."""
        from tensorflow_serving.apis import get_model_status_pb2

        response = get_model_status_pb2.GetModelStatusResponse()
        state = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        response.model_version_status.add(version=self.version, state=state).status.SetInParent()
        return _as_json(response)

    def metadata(self):
        """The answer to `GET /v1/models/NAME/metadata`."""
        return self._metadata

    def _described(self):
        from tensorflow.core.protobuf import saved_model_pb2
        from tensorflow_serving.apis import get_model_metadata_pb2
        from tensorflow_serving.apis import model_pb2

        spec = model_pb2.ModelSpec(name=self.name)
        spec.version.value = self.version
        file = self.folder / "saved_model.pb"
        (graph,) = saved_model_pb2.SavedModel.FromString(file.read_bytes()).meta_graphs
        signatures = get_model_metadata_pb2.SignatureDefMap(signature_def=graph.signature_def)
        return {
            "model_spec": {"signature_name": "", **_as_json(spec)},
            "metadata": {"signature_def": _as_json(signatures)},
        }


def _as_json(message):
    """A protocol buffer as TensorFlow Serving writes it."""
    from google.protobuf.json_format import MessageToDict

    return MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
