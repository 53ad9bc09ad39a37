"""The inbox: what concerns me, each notice a way to its claim."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from desk.access import needs_newsroom, page, render
from desk.paging import newest_first
from notify.models import Notice
from notify.services import mark_all_read, mark_read

PAGE = 50


@page
@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """My notices, newest first; all of them, or those I have not read."""
    actor = needs_newsroom(request)
    unread = request.GET.get("show") == "unread"
    rows = Notice.objects.for_user(actor).with_subjects()
    if unread:
        rows = rows.unread()
    found, pager = newest_first(request, rows, PAGE)
    context = {"notices": found, "only_unread": unread, **pager}
    return render(request, "desk/inbox.html", context)


@page
@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Marks the notice as read and goes to what it is about."""
    actor = needs_newsroom(request)
    notice = Notice.objects.for_user(actor).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    mark_read(actor=actor, notices=[notice])
    if notice.search_id is not None:
        return redirect("admin:desk_search", notice.search_id)
    if notice.endpoint_id is not None:
        return redirect("admin:desk_endpoint", notice.endpoint_id)
    place = f"#post-{notice.post_id}" if notice.post_id else ""
    return redirect(reverse("admin:desk_claim", args=[notice.claim_id]) + place)


@page
@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    """Marks everything as read."""
    count = mark_all_read(actor=needs_newsroom(request))
    said = ngettext("%(n)d notice is read now.", "%(n)d notices are read now.", count)
    messages.success(request, said % {"n": count} if count else _("Nothing was unread."))
    return redirect("admin:desk_inbox")
