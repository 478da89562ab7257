"""Every row of the air quality facts, each with the tests that hold it: a row without one, or a test that is gone, fails here."""

import re
from pathlib import Path

import pytest

UNIT = Path(__file__).parent
FACTS = UNIT.parents[1].parent / "shared" / "facts" / "air-quality.md"

LIMITS = ("config/test_regimes.py::test_each_row_of_the_legal_values_is_there_at_its_edge",)
NORWEGIAN = ("config/test_indices.py::test_norwegian_classes_the_lower_bound_belongs_to_the_class",)
AIR = "domain/air"

# The beginning of a row (or, in running text, the words that say the rule) and its tests, beneath tests/unit.
ROWS = {
    "Sensors of this kind are *indicative*": (
        "api/test_compliance.py::test_a_verdict_from_sensors_is_labelled_indicative",
        "api/test_air_report.py::test_indicative_years_say_so_and_official_ones_do_not",
    ),
    "`valid_from`, a citation and an edge and rounding policy": (
        "config/test_regimes.py::test_each_regime_names_the_version_it_is",
        "config/test_indices.py::test_the_version_of_its_time_judges",
        f"{AIR}/test_compliance.py::test_a_limit_that_changes_leaves_the_years_before_as_they_were",
    ),
    "| PM2.5 | <30": NORWEGIAN,
    "| PM10 | <60": NORWEGIAN,
    "| NO2 | <100": NORWEGIAN,
    "| O3 | <100": NORWEGIAN,
    "| SO2 (M) | <100": (*NORWEGIAN, "config/test_indices.py::test_what_is_from_memory_says_so"),
    "Overall class: the worst pollutant measured": (f"{AIR}/test_index.py::test_the_worst_parameter_decides_and_the_missing_are_named",),
    "Norwegian AQI (MET)": (f"{AIR}/test_aqi.py::test_norways_aqi_is_linear_within_each_class_and_capped",),
    "| 5/15/50/90/140": ("config/test_indices.py::test_european_bands_of_2024_the_upper_bound_belongs_to_the_band",),
    "0–9.0 / 9.1–35.4": ("config/test_indices.py::test_us_aqi_of_pm25_is_cut_to_a_tenth_before_its_class_is_looked_up",),
    "NowCast: 12 h": (
        f"{AIR}/test_nowcast.py::test_the_weight_is_min_over_max_above_one_half",
        f"{AIR}/test_nowcast.py::test_two_of_the_newest_three_hours_are_needed",
    ),
    "| Norway 2022": LIMITS,
    "| EU 2008/50": LIMITS,
    "| EU 2024/2881 (2030)": LIMITS,
    "| WHO 2021": LIMITS,
    "an **average over three years**": (
        f"{AIR}/test_compliance.py::test_o3_days_are_an_average_over_three_years",
        f"{AIR}/test_compliance.py::test_without_three_years_there_is_no_verdict_but_the_years_count_is_shown",
    ),
    "99th percentiles: 3–4 days": LIMITS,
    "Alarm values": (
        "config/test_regimes.py::test_the_alarm_values_are_there",
        f"{AIR}/test_run.py::test_a_missing_hour_breaks_the_run",
        "watch/test_alerting_air.py::test_three_hours_of_no2_in_a_row_are_an_alarm_and_a_missing_one_breaks_the_run",
    ),
    "| one hour is valid with 75 %": (f"{AIR}/test_windows.py::test_three_quarters_are_enough_and_one_reading_less_is_not",),
    "| an 8 h mean needs 6 of 8": (
        f"{AIR}/test_window_mean.py::test_an_8_h_mean_needs_6_of_8_hours",
        f"{AIR}/test_day.py::test_the_first_8_h_window_of_a_day_is_17_to_01_and_the_last_16_to_24",
    ),
    "| the daily maximum 8 h mean needs 18": (f"{AIR}/test_day.py::test_the_daily_maximum_8_h_mean_needs_18_of_24_windows",),
    "| a daily mean needs 18 of 24": (f"{AIR}/test_day.py::test_a_daily_mean_needs_18_of_24_hours",),
    "| a year: 85 %": (
        f"{AIR}/test_compliance.py::test_a_year_needs_85_percent_of_its_hours_in_norway_and_90_in_2008_50",
        f"{AIR}/test_year.py::test_a_year_needs_85_percent_of_its_hours",
    ),
    "| an exceedance is strictly greater": (
        f"{AIR}/test_compliance.py::test_an_exceedance_is_strictly_greater",
        f"{AIR}/test_compliance.py::test_a_year_complies_while_its_count_is_at_most_the_number_allowed",
    ),
    "| low coverage": (
        f"{AIR}/test_compliance.py::test_low_coverage_with_more_exceedances_than_allowed_is_a_breach_all_the_same",
        f"{AIR}/test_compliance.py::test_low_coverage_otherwise_is_not_assessable_and_says_why",
    ),
    "| the legal day is fixed UTC+1": (f"{AIR}/test_legal_day.py::test_a_day_begins_at_23_utc_in_winter_and_in_summer",),
    "| an external hour stamp": ("simulators/test_csv_readings.py::test_an_hour_stamped_by_its_end_began_an_hour_before",),
    "| rounding before comparing": (f"{AIR}/test_compliance.py::test_rounding_before_comparing_is_off_by_default",),
    "| negative noise stays": (
        f"{AIR}/test_windows.py::test_negative_noise_stays_in_the_mean",
        "watch/test_quality.py::test_a_value_takes_part_unless_it_is_missing_or_outside_what_the_model_measures",
    ),
    "| PM10 from winter sanding": ("api/test_compliance.py::test_dust_days_are_counted_dated_and_annotated",),
    "ppb → µg/m³ at 20 °C": ("config/test_catalogue.py::test_another_unit_is_converted_by_the_published_figure",),
    "NOx as NO2": (
        f"{AIR}/test_nox.py::test_nox_is_the_sum_of_both_in_ppb_as_no2",
        "watch/test_means.py::test_nox_follows_from_no_and_no2_unless_it_was_measured",
    ),
    "TVOC has no factor": ("config/test_catalogue.py::test_tvoc_is_never_converted",),
    "Flags (QARTOD)": (
        "domain/test_parameter.py::test_the_flags_are_those_of_qartod",
        "watch/test_quality_hours.py::test_a_sentinel_and_a_value_outside_the_models_range_are_told",
    ),
    "gross range (per parameter": ("domain/test_parameter.py::test_a_sentinel_is_missing_and_outside_the_models_range_is_a_failure",),
    "spike, rate of change, flat line": (
        f"{AIR}/quality/test_series.py::test_a_spike_is_what_ioos_qc_calls_one",
        f"{AIR}/quality/test_series.py::test_a_change_is_too_fast_where_ioos_qc_says_so",
        f"{AIR}/quality/test_series.py::test_a_flat_line_is_what_ioos_qc_calls_one",
    ),
    "two-channel agreement": (
        f"{AIR}/quality/test_channels.py::test_both_bounds_must_be_passed",
        "watch/test_quality_hours.py::test_two_channels_that_disagree_fail_both_for_the_hour",
    ),
    "humidity above 85 %": (f"{AIR}/quality/test_series.py::test_humidity_above_85_percent_makes_optical_pm_suspect",),
    "neighbours (isolated by more than five": (
        f"{AIR}/quality/test_neighbours.py::test_more_than_five_times_the_neighbours_median_is_isolated",
        "api/test_index.py::test_a_site_far_above_its_neighbours_is_told",
    ),
    "`ioos_qc` is a good oracle": (f"{AIR}/quality/test_series.py::test_a_spike_is_what_ioos_qc_calls_one",),
    "Humidity correction is a derived": (f"{AIR}/quality/test_humidity.py::test_the_factor_is_kappa_koehlers",),
    "Optical low-cost sensors": (
        "config/test_quality.py::test_optical_models_are_suspect_in_humid_air_and_blind_to_coarse_dust",
        f"{AIR}/test_compliance.py::test_pm10_of_sensors_blind_to_coarse_dust_is_kept_out_with_the_reason",
    ),
    "NO2 roadside: mean 20–30": (
        "simulators/test_air.py::test_nitrogen_dioxide_by_the_road_averages_twenty_to_thirty",
        "simulators/test_air.py::test_nitrogen_dioxide_peaks_in_the_rush_hours",
    ),
    "wood smoke 20–60 on cold nights": ("simulators/test_air.py::test_wood_smoke_comes_on_winter_evenings_where_people_live",),
    "O3 40–80, opposite to NOx": ("simulators/test_air.py::test_ozone_is_low_where_nitrogen_dioxide_is_high",),
    "unit spread under 7 %": ("simulators/test_air_device.py::test_a_sensor_keeps_its_bias_within_the_spread_of_its_kind",),
    "Future time stamps": ("ingest/test_decode.py::test_five_minutes_ahead_are_believed_and_a_millisecond_more_is_the_future",),
    "crashes above the scale": (f"{AIR}/test_aqi.py::test_air_above_the_scale_has_a_number_too",),
    "NowCast wrong at gaps": (f"{AIR}/test_nowcast.py::test_a_missing_hour_takes_no_part_but_ages_the_older_ones",),
    "exactly 400 falling through": ("config/test_indices.py::test_exactly_400_is_the_highest_class_and_not_the_lowest",),
    "hysteresis, downgrade": ("watch/test_alerting_air.py::test_a_value_round_the_limit_is_one_alert",),
    "green shown where there is no data": ("api/test_index.py::test_nothing_measured_is_no_class_and_never_the_cleanest",),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_a_test_that_is_there(row: str) -> None:
    for name in ROWS[row]:
        file, _, test = name.partition("::")
        assert re.search(rf"^def {test}\(", (UNIT / file).read_text("utf-8"), re.MULTILINE), f"{row}: {name} is gone"


def test_no_row_of_the_facts_is_forgotten() -> None:
    if not FACTS.exists():
        pytest.skip("the facts are not beside this repository")
    text = " ".join(FACTS.read_text("utf-8").split())
    assert [row for row in ROWS if row not in text] == []
    lines = FACTS.read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not re.match(r"\| (\||regime|rule|PM2.5 \| PM10)", line)]
    assert len(rows) == 22  # five classes, one row of bands, four regimes, twelve rules of aggregation
    assert [line for line in rows if not any(line.startswith(row) for row in ROWS)] == []
