"""Rows that break exactly what they are meant to break: one case a rule of a contract, worked out by hand.

Here: {extract: [Case]}. A case is the worked example's row `row` with some cells (or title lines) changed, and every rule that row
then fails. Not here: how they are loaded (test_forms.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    rules: str  # all rules the row fails, separated by spaces
    cells: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    row: int = 0


def party(*cases: Case) -> list[Case]:
    """What every Party form refuses: a cell under a grass-roots organisation."""
    return [Case("grass_roots_or_above", {"party_org_level": "Chi bộ trực thuộc"}), *cases]


NEXT_QUARTER = Case("as_of_in_quarter", titles={"as_of": "05/10/2026"})
OTHER_YEAR = Case("as_of_in_quarter", titles={"as_of": "30/09/2025"})

BROKEN: dict[str, list[Case]] = {
    "party_handbook": party(
        Case("installed_within_member account_within_member active_within_account installed_above_smartphone_basis "
             "installed_pct.printed installed_smartphone_basis_pct.printed exempt_member_within_member eligible_member_within_member eligible_is_rest",
             {"member_count": "149", "no_smartphone_member_count": "100", "active_count": "1.081"}),
        Case("no_smartphone_member_within_member installed_above_smartphone_basis installed_smartphone_basis_pct.printed", {"no_smartphone_member_count": "1.251"}),
        Case("eligible_is_rest", {"eligible_member_count": "1.099"}),
        Case("installed_pct.range installed_pct.printed", {"installed_pct": "104"}),
        Case("member_count.format", {"member_count": "1.25"}),
        # Tuyên Quang's published figures: 84 % of 57.597 members, 104 % of the basis that leaves out those without a smartphone
        Case("installed_above_smartphone_basis", {
            "member_count": "57.597", "no_smartphone_member_count": "10.869", "installed_count": "48.597", "installed_pct": "84",
            "installed_smartphone_basis_pct": "104", "exempt_member_count": "-", "eligible_member_count": "-", "account_count": "-", "active_count": "-",
        }),
    ),
    "party_cell_use": party(
        Case("active_cell_within_cell active_cell_pct.range", {"active_cell_count": "43", "active_cell_pct": "102"}),
        Case("scheduling_cell_within_cell scheduling_cell_within_app_meeting", {"scheduling_cell_count": "43"}),
        Case("app_meeting_within_meeting app_meeting_pct.printed", {"app_meeting_count": "43"}),
        Case("scheduling_cell_within_app_meeting", {"scheduling_cell_count": "25"}),
        Case("base_cell_is_one active_cell_pct.printed", {"cell_count": "2"}, row=2),
    ),
    "handbook_support": party(
        NEXT_QUARTER, OTHER_YEAR,
        Case("trained_within_invited", {"trained_count": "321", "trained_pct": "100,31"}),
        Case("request_closed_within_request", {"request_closed_count": "86"}),
        Case("elder_supported_within_elder_member", {"elder_supported_count": "211"}),
        Case("training_needs_a_session", {"session_count": "0"}),
    ),
    "party_resolution_study": party(
        NEXT_QUARTER,
        Case("attended_within_member attended_pct.printed", {"attended_count": "1.251"}),
        Case("tested_within_attended", {"tested_count": "1.231"}),
        Case("grasped_within_tested grasped_pct.printed", {"grasped_count": "1.201"}),
        Case("studied_before_cut_off", {"studied_on": "01/10/2026"}),
    ),
    "party_cell_survey": party(
        NEXT_QUARTER,
        Case("surveyed_cell_within_cell surveyed_cell_pct.printed", {"surveyed_cell_count": "43"}),
        Case("sheet_collected_within_sheet_issued", {"sheet_collected_count": "85"}),
        Case("sheet_valid_within_sheet_collected", {"sheet_valid_count": "81"}),
        Case("surveyed_before_cut_off", {"surveyed_on": "01/10/2026"}),
    ),
    "party_growth": party(
        NEXT_QUARTER,
        Case("cumulative_not_below_quarter admitted_ytd_pct.printed", {"admitted_ytd_count": "7"}),
        Case("first_quarter_is_cumulative", titles={"as_of": "31/03/2026", "report_quarter": "Quý I/2026"}),
        Case("admitted_ytd_pct.printed", {"admitted_ytd_pct": "73,3"}, row=1),
        Case("admitted_count.range", {"admitted_count": "-1"}),
    ),
    "opinion_forecast": party(
        NEXT_QUARTER,
        Case("reviewed_within_forecast", {"forecast_count": "4"}),
        Case("confirmed_within_reviewed confirmed_pct.printed", {"confirmed_count": "6"}),
    ),
    "digital_skills": [
        Case("village_with_team_within_village", {"village_with_team_count": "13"}),
        Case("active_team_within_team", {"active_team_count": "13"}),
        Case("team_has_members", {"team_member_count": "11"}),
        Case("learners_within_attendance", {"learner_count": "421"}),
        Case("completed_within_learner", {"completed_count": "301"}),
        Case("skilled_adult_within_adult skilled_adult_pct.printed", {"skilled_adult_count": "5.401"}),
        Case("learners_need_a_class", {"class_count": "0"}),
        Case("learner_count.format", {"learner_count": "12,5"}),
        Case("learner_count.required", {"learner_count": "-"}),
    ],
    "staff_skills": [
        NEXT_QUARTER,
        Case("trained_within_staff trained_pct.printed", {"trained_count": "86"}),
        Case("tested_within_staff passed_pct.printed", {"tested_count": "86"}),
        Case("passed_within_tested passed_pct.printed", {"passed_count": "79"}),
        Case("qualified_post_within_digital_post", {"qualified_post_count": "21"}),
        Case("propagandist_trained_within_propagandist", {"propagandist_trained_count": "4"}),
    ],
    "satisfaction_dossier": [
        Case("rated_not_before_system", {"rated_at": "20141231235959"}),
        Case("rated_at.format", {"rated_at": "31/02/2026 08:00"}),
    ],
    "satisfaction_quarter": [
        Case("levels_add_up", {"neutral_value": "9"}),
        Case("report_year.range", {"report_year": "20262"}),
        Case("total_score.format", {"total_score": "92,5"}),
    ],
    "report_indicator": [
        Case("period_fits_type", {"report_period": "Tháng 9/2026"}),
        Case("cumulative_not_below_value", {"cumulative_value": "1233"}),
        Case("counts_are_whole", {"value": "1.234,5"}),
        Case("percent_plausible", {"value": "8437"}, row=1),
    ],
    "agency_code_list": [
        Case("new_code_in_order old_code_is_new_reversed", {"new_code_symbol": "000.00.01.H99"}),
        Case("old_code_in_order old_code_is_new_reversed", {"old_code_symbol": "H99.01"}),
        Case("old_code_is_new_reversed", {"old_code_symbol": "000.00.02.H99"}),
        Case("validity_in_order", {"valid_to": "31/12/2019"}, row=2),
        Case("closed_code_has_end", {"valid_to": "-"}, row=2),
        Case("open_code_has_no_replacement", {"replaced_by_symbol": "H97"}),
    ],
    "work_discipline": [
        Case("as_of_closes_period", titles={"as_of": "15/10/2026"}),
        Case("staff_with_plan_within_staff", {"staff_with_plan_count": "71"}),
        Case("due_task_within_assigned_task on_time_task_pct.printed", {"due_task_count": "26"}),
        Case("on_time_task_within_due_task on_time_task_pct.printed", {"on_time_task_count": "13"}),
        Case("overdue_task_within_assigned_task", {"overdue_task_count": "26", "overdue_days": "30"}),
        Case("overdue_tasks_have_days", {"overdue_days": "0"}),
        Case("on_time_report_within_due_report", {"on_time_report_count": "5"}),
    ],
    "task_delay": [
        Case("coordination_names_partner", {"partner_unit_name": "-"}),
        Case("remedy_after_cut_off", {"remedy_due_on": "13/10/2026"}),
        Case("overdue_days.range", {"overdue_days": "0"}),
    ],
    "project_milestone": [
        NEXT_QUARTER,
        Case("due_milestone_within_milestone", {"due_milestone_count": "11"}),
        Case("on_time_milestone_within_due_milestone", {"on_time_milestone_count": "5"}),
        Case("disbursed_ytd_within_allocated disbursed_pct.printed", {"disbursed_ytd_vnd": "1501"}),
    ],
    "stage_review": [
        Case("review_before_cut_off", {"review_held_on": "01/01/2027"}),
        Case("reached_has_value", {"actual_value": "-"}),
        Case("planned_has_value", {"planned_value": "-"}),
    ],
    "people_situation_report": [
        Case("due_after_week", {"due_at": "26/09/2026 16:30"}),
        Case("submitted_near_week", {"submitted_at": "19/09/2026 08:00"}),
    ],
    "digital_budget": [
        Case("cumulative_not_below_period", {"spent_period_vnd": "901"}),
        Case("spent_within_plan spent_pct.printed", {"spent_ytd_vnd": "1501"}),
        Case("planned_within_total_budget spent_pct.printed", {"planned_vnd": "45001"}),
    ],
    "culture_house_internet": [
        NEXT_QUARTER,
        Case("internet_needs_house", {"has_culture_house": "-"}),
        Case("wifi_needs_internet speed_needs_internet", {"has_internet": "-"}),
    ],
    "commune_broadcast": [
        Case("village_covered_within_village", {"village_covered_count": "13"}),
        Case("smart_cluster_within_cluster", {"smart_cluster_count": "16"}),
        Case("silent_system_covers_nothing silent_system_sends_nothing", {"is_working": "-"}),
        Case("downtime_hours.range", {"downtime_hours": "745"}),
    ],
    "portal_activity": [
        Case("on_time_item_within_due_item", {"on_time_item_count": "31"}),
        Case("all_items_include_planned", {"item_count": "28"}),
        Case("cumulative_not_below_month", {"visit_ytd_count": "15.199"}),
        Case("january_is_cumulative", titles={"report_month": "01/2026"}),
    ],
    "it_infrastructure": [
        Case("fast_line_within_line", {"fast_line_count": "5"}),
        Case("old_computer_within_computer", {"old_computer_count": "91"}),
        Case("old_device_within_device", {"old_device_count": "13"}),
        Case("downtime_within_month", {"downtime_hours": "2977"}),
    ],
    "shared_database_sync": [
        Case("complete_record_within_record", {"complete_record_count": "12.501"}),
        Case("failed_record_within_record", {"failed_record_count": "3.201"}, row=2),
        Case("finished_after_start", {"sync_finished_at": "01/09/2026 01:59"}),
        Case("success_has_times", {"sync_finished_at": "-"}),
        Case("success_has_no_failures", {"failed_record_count": "1"}),
    ],
    "information_system": [
        NEXT_QUARTER,
        Case("approval_has_date", {"approved_on": "-"}),
        Case("approved_before_cut_off", {"approved_on": "01/10/2026"}),
        Case("drilled_before_cut_off", {"drilled_on": "01/10/2026"}),
        Case("level_as_proposed", {"approved_level": "2"}),
        Case("proposed_level.range level_as_proposed", {"proposed_level": "6"}),
    ],
    "security_incident": [
        Case("due_after_detected", {"due_at": "05/09/2026 08:09"}),
        Case("closed_after_detected", {"closed_at": "05/09/2026 08:09"}),
        Case("closed_has_time", {"closed_at": "-"}),
        Case("open_has_no_time", {"closed_at": "29/09/2026 08:00"}, row=2),
    ],
    "data_stewardship": [
        Case("corrected_record_within_record", {"corrected_record_count": "12.501"}),
        Case("check_passed_within_check", {"check_passed_count": "31"}),
        Case("breach_within_access", {"breach_count": "5.201"}),
    ],
    "published_index": [
        Case("value_or_rank", {"value": "-", "rank_no": "-"}),
        Case("value_within_scale", {"value": "61,23"}),
        Case("rank_within_ranked rank_fits_basis", {"rank_no": "35"}),
        Case("rank_fits_basis", {"rank_no": "60", "rank_of": "63"}),
        Case("rank_says_of_how_many", {"rank_of": "-"}),
    ],
}  # fmt: skip
