from pipeline.evaluation.counts import calibration, calibration_error


def test_bands_hold_mean_score_and_share_right():
    bands = calibration([(0.95, True), (0.91, False), (0.42, False), (1.0, True)])
    assert bands == [
        {"from": 0.4, "score": 0.42, "right": 0.0, "n": 1},
        {"from": 0.9, "score": 0.9533, "right": 0.6667, "n": 3},
    ]
    assert calibration_error(bands) == round((0.42 + 3 * (0.9533 - 0.6667)) / 4, 4)


def test_no_scores_no_error():
    assert calibration([]) == []
    assert calibration_error([]) == 0.0
