from __future__ import annotations

from complaints.selectors.chart import Point, bar_chart


def test_the_highest_bar_reaches_the_top_and_none_leaves_the_drawing() -> None:
    chart = bar_chart("Sent", [Point(label="Mon", value=5), Point(label="Tue", value=10)], unit="messages")
    assert chart.bars[1].height == chart.foot - chart.bars[1].y
    assert all(bar.y >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)


def test_thresholds_above_all_values_are_inside_the_drawing() -> None:
    chart = bar_chart("Sent", [Point(label="Mon", value=1)], unit="messages", limits=(4, 8))
    assert chart.limits[1][0] < chart.limits[0][0] < chart.bars[0].y


def test_a_chart_says_in_words_what_it_shows() -> None:
    points = [Point(label="Mon", value=5), Point(label="Tue", value=1500, marked=True)]
    assert bar_chart("Sent", points, unit="messages").description == (
        "2 values; the highest is 1.5 k messages at Tue. 1 of 2 stand out."
    )


def test_nothing_and_zeros_are_drawn_without_an_error() -> None:
    assert bar_chart("Sent", [], unit="messages").bars == ()
    assert bar_chart("Sent", [Point(label="Mon", value=0)], unit="messages").bars[0].height == 0


def test_many_bars_get_few_labels() -> None:
    chart = bar_chart("Sent", [Point(label=str(n), value=n) for n in range(100)], unit="messages")
    assert sum(bar.shows_label for bar in chart.bars) <= 8


def test_what_is_usual_is_drawn_and_stands_in_the_table() -> None:
    chart = bar_chart("Sent", [Point(label="Mon", value=1, expected=8)], unit="messages", expected="usual")
    [bar] = chart.bars
    assert bar.expected_y is not None
    assert bar.expected_y < bar.y
