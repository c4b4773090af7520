"""How many floating-point operations something takes, as TensorFlow's profiler counts them."""


def count_operations(function, inputs):
    """Operations of a call: a product and its addition are two.

    Args:
        function: What is traced.
        inputs: Its one argument, a structure of tensors.
    """
    import tensorflow as tf

    graph = tf.function(lambda given: function(given)).get_concrete_function(inputs).graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder(
        tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    )
    options = options.with_empty_output().build()
    return tf.compat.v1.profiler.profile(graph, options=options).total_float_ops
