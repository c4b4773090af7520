"""What recipes of sequences refuse, each in one sentence."""

import pytest


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("recall_dnc", ["--fewest", 7], "fewest must be at most 6, the longest. Received: 7."),
        (
            "sort_dnc",
            ["--sorted-vectors", 21],
            "sorted_vectors must be at most 20, the vectors. Received: 21.",
        ),
        ("retrieval_fast_weights", ["--pairs", 27], "--pairs must be less than or equal to 26"),
        (
            "capacity_hebb",
            ["--writes", 61],
            "writes and test_writes must be at most 60, the keys, where none may come again. "
            "Received: 61.",
        ),
        (
            "overwrite_delta",
            ["--attention"],
            "attention must be False for a memory whose rule is not hebb. Received: delta.",
        ),
        (
            "overwrite_delta",
            ["--memory", "lstm"],
            "memory must be outer_product, which can be given keys apart from their values; "
            "pairs_hebb_rosenblatt takes any. Received: lstm.",
        ),
        (
            "pairs_hebb_rosenblatt",
            ["--fewest-writes", 129],
            "fewest_writes must be at most 128, the writes. Received: 129.",
        ),
        ("count_stack", ["--language", "a^n"], "'a^n' is not one of 'a^n b^n', "),
        ("completion_plastic", ["--memory-units", 9], "memory_units must be 100, a unit for each"),
    ],
)
def test_wrong_values_are_one_sentence(run_program, name, given, said, tmp_path):
    result = run_program("train", name, "--run", tmp_path / "run", *given)
    assert result.exit_code not in (0, None), result.output
    assert said in result.output.splitlines()[-1]
