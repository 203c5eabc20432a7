"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from complaints.intake import api, upload_page, webhooks
from complaints.views import (
    account,
    case,
    case_changes,
    correction,
    decision,
    evidence,
    hold,
    message,
    outbox,
    queue,
    received,
    status,
    unattributed,
)

urlpatterns = [
    path("", queue.home),
    path("desk/", queue.home, name="home"),
    path("desk/queue/", queue.home, name="queue"),
    path("desk/queue/direct/close/", correction.close_ticked, name="close_direct"),
    path("desk/queue/<slug:view>/", queue.queue, name="queue"),
    path("desk/bar/", queue.bar, name="bar_links"),
    # a case
    path("desk/case/<int:case_id>/", case.case, name="case"),
    path("desk/case/<int:case_id>/edit/", case.edit_decision, name="edit_decision"),
    path("desk/case/<int:case_id>/claim/", case_changes.claim, name="claim"),
    path("desk/case/<int:case_id>/review/", case_changes.record_review, name="record_review"),
    path("desk/case/<int:case_id>/cite/", case_changes.cite, name="cite"),
    path("desk/case/<int:case_id>/list/measure/", case_changes.measure_list, name="measure_list"),
    path("desk/case/<int:case_id>/note/", case_changes.add_note, name="add_note"),
    path("desk/case/<int:case_id>/account/", unattributed.set_account, name="set_account"),
    path("desk/case/<int:case_id>/incident/<int:incident_id>/", case_changes.substantiate, name="substantiate"),
    path("desk/case/<int:case_id>/hold/<int:hold_id>/", hold.answer_hold, name="answer_hold"),
    path("desk/case/<int:case_id>/legal-hold/", hold.legal_hold, name="legal_hold"),
    path("desk/case/<int:case_id>/evidence/", evidence.download, name="download_evidence"),
    # deciding it
    path("desk/case/<int:case_id>/preview/", decision.preview, name="preview"),
    path("desk/case/<int:case_id>/decide/", decision.decide, name="decide"),
    path(
        "desk/case/<int:case_id>/decision/<int:decision_id>/answer/", decision.answer_proposal, name="answer_proposal"
    ),
    path(
        "desk/case/<int:case_id>/decision/<int:decision_id>/reverse/",
        decision.reverse_decision,
        name="reverse_decision",
    ),
    # bytes from outside
    path("desk/incident/<int:incident_id>/", case.incident, name="incident"),
    path("desk/message/<int:incident_id>/body/", message.body, name="message_body"),
    path("desk/message/<int:incident_id>/raw/", message.original_raw, name="original_raw"),
    path("desk/message/<int:incident_id>/part/<str:path>/", message.attachment, name="attachment"),
    # what was received, what leaves, who sends
    path("desk/complaints/", received.complaints, name="complaints"),
    path("desk/complaints/<int:complaint_id>/", received.complaint, name="complaint"),
    path("desk/complaints/<int:complaint_id>/raw/", message.complaint_raw, name="complaint_raw"),
    # correcting how it was read
    path("desk/complaints/<int:complaint_id>/complaint/", correction.is_complaint, name="is_complaint"),
    path("desk/complaints/<int:complaint_id>/no-complaint/", correction.is_none, name="is_none"),
    path("desk/complaints/<int:complaint_id>/original/", correction.mark, name="mark_original"),
    path("desk/complaints/<int:complaint_id>/original/preview/", correction.preview_mark, name="preview_mark"),
    path("desk/complaints/<int:complaint_id>/original/save/", correction.save_mark, name="save_mark"),
    path("desk/complaints/<int:complaint_id>/evidence/", evidence.judge_again, name="judge_again"),
    path("desk/complaints/<int:complaint_id>/sample/", correction.save_sample, name="save_sample"),
    path("desk/outbox/", outbox.outbox, name="outbox"),
    path("desk/outbox/sent-mail/", outbox.sent_mail, name="sent_mail"),
    path("desk/outbox/<int:row_id>/", outbox.consequence, name="outbox_row"),
    path("desk/outbox/<int:row_id>/move/", outbox.move_row, name="move_row"),
    path("desk/outbox/<slug:view>/", outbox.outbox, name="outbox"),
    path("desk/status/", status.status, name="status"),
    path("metrics", status.metrics, name="metrics"),
    # doors in
    path("desk/upload/", upload_page.upload, name="upload"),
    path("api/v1/", api.urls),
    path("hooks/", webhooks.urls),
    path("desk/accounts/", account.accounts, name="accounts"),
    path("desk/account/<path:account_id>/", account.account, name="account"),
]
