"""A mail is written when it is sent, sent once, tried again where that may help, and given up aloud."""

from __future__ import annotations

import logging
import smtplib
from contextlib import suppress
from datetime import timedelta

import pytest
from celery.exceptions import Retry
from django.utils.timezone import now

from portal.lib.runs import LOST_AFTER, STALE_AFTER
from portal.mails import sending, tasks
from portal.mails.actions import forget_mails, queue_mail
from portal.mails.models import Mail
from tests.factories import CompanyFactory
from tests.portal.mails.pen import Moody, refused

ADDRESS = "clerk@hartwell.example"


@pytest.fixture(autouse=True)
def pen(settings):
    settings.MAIL_WRITERS = {"link": "tests.portal.mails.pen.letter_of"}


@pytest.fixture
def moody(settings):
    """The mail server that says no as often as it has moods."""
    settings.EMAIL_BACKEND = "tests.portal.mails.pen.Moody"
    Moody.moods.clear()
    Moody.closed.clear()
    Moody.seen.clear()
    return Moody


@pytest.fixture
def company(acorn):
    return CompanyFactory(organisation=acorn, name="Hartwell Joinery")


@pytest.fixture
def queue(company):
    """Queue a mail without a worker."""

    def queue(**facts):
        return queue_mail(
            "link.invitation",
            organisation=company.organisation,
            about=company.public_id,
            recipient=ADDRESS,
            is_to_customer=True,
            facts=facts,
        )

    return queue


def run(mail):
    """Run the task once, as a worker does."""
    with suppress(Retry):
        tasks.send.apply(args=[mail.pk], throw=False)
    mail.refresh_from_db()
    return mail


def test_goes_out_as_plain_text_and_html_that_say_the_same(queue, mailoutbox):
    mail = run(queue())
    [message] = mailoutbox
    html, kind = message.alternatives[0]
    assert (mail.status, kind, message.to) == ("succeeded", "text/html", [ADDRESS])
    assert mail.sent_at is not None
    for words in ["Valid until", "1 May", "Connect the books", "https://portal.ledgerbridge.example/link/abc/"]:
        assert words in message.body and words in html
    assert "Acorn <Lending> asks." in message.body
    assert "Acorn &lt;Lending&gt; asks." in html


def test_loads_nothing_from_anywhere(queue, mailoutbox):
    run(queue())
    html = mailoutbox[0].alternatives[0][0]
    assert not any(word in html for word in ["<img", "<script", "src=", "url(", "@import", "<link"])


def test_answers_go_to_the_organisation(queue, mailoutbox, acorn):
    run(queue())
    assert mailoutbox[0].reply_to == ["support@acorn.example"]
    acorn.support_email = ""
    acorn.save()
    run(queue())
    assert mailoutbox[1].reply_to == []


def test_no_header_holds_a_line_break(queue, mailoutbox):
    run(queue(subject="Your link\r\nBcc: everybody@acorn.example", sender="Acorn\nLending"))
    [message] = mailoutbox
    assert message.subject == "Your link Bcc: everybody@acorn.example"
    assert message.from_email == "Acorn Lending <no-reply@ledgerbridge.example>"
    assert message.recipients() == [ADDRESS]
    assert "Bcc" not in message.message()


def test_goes_out_once_though_the_task_runs_twice(queue, mailoutbox):
    mail = queue()
    run(mail)
    run(mail)
    assert len(mailoutbox) == 1


def test_goes_out_after_the_commit(queue, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue()
        assert mailoutbox == []
    assert len(mailoutbox) == 1


def test_the_task_is_told_the_key_and_nothing_else(queue, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(tasks.send, "apply_async", lambda args, **options: told.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        mail = queue()
    assert told == [(mail.pk,)]


def test_is_not_sent_again_after_a_worker_died_while_sending(queue, mailoutbox):
    mail = queue()
    moment = now() - 2 * STALE_AFTER
    Mail.objects.filter(pk=mail.pk).update(status="running", heartbeat_at=moment, handed_at=moment)
    assert run(mail).status == "failed"
    assert "It may have arrived, or not." in mail.failure
    assert mailoutbox == []


def test_is_sent_after_a_worker_died_before_sending(queue, mailoutbox):
    mail = queue()
    Mail.objects.filter(pk=mail.pk).update(status="running", heartbeat_at=now() - 2 * STALE_AFTER)
    assert run(mail).status == "succeeded"
    assert len(mailoutbox) == 1


def test_is_tried_again_with_the_same_id_when_the_mail_server_is_away(queue, moody, mailoutbox):
    moody.closed[:] = [ConnectionRefusedError(), smtplib.SMTPServerDisconnected(), TimeoutError()]
    moody.moods[:] = [smtplib.SMTPDataError(451, b"busy")]
    mail = queue()
    for _ in range(5):
        run(mail)
    assert (mail.status, len(mailoutbox)) == ("succeeded", 1)
    assert moody.seen == [f"<{mail.public_id}@ledgerbridge.example>"] * 2


@pytest.mark.parametrize("silence", [smtplib.SMTPServerDisconnected(), TimeoutError(), smtplib.SMTPDataError(-1, b"?")])
def test_is_not_sent_again_when_the_mail_server_does_not_say_whether_it_took_it(silence, queue, moody, mailoutbox):
    moody.moods[:] = [silence]
    mail = run(queue())
    assert (mail.status, mail.attempts) == ("failed", 1)
    assert "It may have arrived, or not." in mail.failure
    assert type(silence).__name__ in mail.failure_detail and mail.handed_at is not None
    run(mail)
    assert (len(moody.seen), mailoutbox) == (1, [])


def test_waits_between_two_tries(queue, moody, monkeypatch):
    monkeypatch.setattr(tasks, "retry", lambda task, mail, error, cap: mail.release(after=timedelta(seconds=cap)))
    moody.moods[:] = [smtplib.SMTPDataError(451, b"greylisted")]
    mail = run(queue())
    assert mail.status == "queued" and mail.handed_at is None
    assert mail.due_at > now() + timedelta(minutes=25)


def test_is_given_up_after_the_last_try(queue, moody, mailoutbox):
    moody.closed[:] = [ConnectionRefusedError() for _ in range(50)]
    mail = queue()
    for _ in range(tasks.MAX_ATTEMPTS):
        run(mail)
    assert (mail.status, mail.attempts) == ("failed", tasks.MAX_ATTEMPTS)
    assert "however often we tried" in mail.failure


def test_is_tried_once_where_the_address_is_refused_and_tells_it_to_no_log(queue, moody, caplog):
    caplog.set_level(logging.DEBUG)
    moody.moods[:] = [refused(550, ADDRESS)]
    mail = run(queue())
    assert (mail.status, mail.attempts) == ("failed", 1)
    assert "Is the address right?" in mail.failure
    assert ADDRESS not in caplog.text + mail.failure + mail.failure_detail
    assert "550" in mail.failure_detail


def test_an_address_that_is_refused_for_now_is_tried_again_and_told_to_no_log(queue, moody, caplog):
    caplog.set_level(logging.DEBUG)
    moody.moods[:] = [refused(450, ADDRESS)]
    mail = queue()
    for _ in range(2):
        run(mail)
    assert mail.status == "succeeded"
    assert ADDRESS not in caplog.text


def test_is_not_sent_when_there_is_nothing_to_say_any_more(queue, mailoutbox):
    mail = run(queue(moot="The link ended before it was sent."))
    assert (mail.status, mail.failure) == ("skipped", "The link ended before it was sent.")
    assert mailoutbox == []


def test_a_fault_of_ours_is_shown_and_not_repeated(queue, settings):
    settings.MAIL_WRITERS = {"link": "tests.portal.mails.pen.nothing"}
    mail = run(queue())
    assert mail.status == "failed"
    assert "on our side" in mail.failure


def test_a_lost_message_is_found(queue, mailoutbox, django_capture_on_commit_callbacks):
    mail = queue()
    Mail.objects.update(due_at=now() - 2 * LOST_AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.resume_stale()
    mail.refresh_from_db()
    assert (mail.status, len(mailoutbox)) == ("succeeded", 1)


def test_is_deleted_with_what_it_is_about_even_while_it_is_sent(queue, company, mailoutbox, monkeypatch):
    hand_over = sending._hand_over

    def forgotten_meanwhile(message):
        hand_over(message)
        forget_mails(organisation=company.organisation, about=company.public_id)

    monkeypatch.setattr(sending, "_hand_over", forgotten_meanwhile)
    tasks.send.apply(args=[queue().pk], throw=True)
    assert not Mail.objects.exists()
    assert len(mailoutbox) == 1


def test_of_others_stay_when_one_is_forgotten(queue, company, birch):
    kept = queue_mail("link.invitation", organisation=birch, about=company.public_id, recipient=ADDRESS)
    queue()
    forget_mails(organisation=company.organisation, about=company.public_id)
    assert list(Mail.objects.all()) == [kept]
