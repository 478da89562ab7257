"""Sends alerts as e-mail."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from config.secret_file import read_secret
from config.sections.alert_settings import Smtp
from config.toml_file import ConfigError
from domain.local_time import local
from storage.state.alerts.outbox import Notification
from watch.notify.channel import ChannelError

TIMEOUT_S = 10


class EmailChannel:
    """Sends to one address through the municipality's mail server."""

    def __init__(self, smtp: Smtp, to: str) -> None:
        self._smtp = smtp
        self._to = to

    def send(self, message: Notification) -> None:
        """Hand the message to the mail server. Raises ChannelError."""
        try:
            password = self._password()
            with self._connected(password) as server:
                server.send_message(self._written(message))
        except ConfigError as error:
            raise ChannelError(str(error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise ChannelError(f"{self._where()} refuses {self._to} ({code} {_plain(reply)}): see the address") from error
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelError(f"{self._where()} refuses us: see alerts.smtp.username and .password_file") from error
        except smtplib.SMTPResponseException as error:
            raise ChannelError(f"{self._where()} refuses the message ({error.smtp_code} {_plain(error.smtp_error)})") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelError(f"{self._where()} does not take the message ({error}): is it running, and alerts.smtp right?") from error

    def _password(self) -> str:
        file = self._smtp.password_file
        return "" if file is None else read_secret(file, "alerts.smtp.password_file")

    def _connected(self, password: str) -> smtplib.SMTP:
        smtp = self._smtp
        if smtp.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_S)
        try:
            if smtp.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if smtp.username:
                server.login(smtp.username, password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _written(self, message: Notification) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self._smtp.sender, self._to
        mail["Subject"] = " ".join(str(message.body["subject"]).split())
        mail["Date"] = format_datetime(local(message.created_at))
        # The same at every attempt: mail programs and people tell a repetition by it.
        mail["Message-ID"] = f"<{message.id}@{self._smtp.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday answers away
        mail.set_content(message.body["text"])
        return mail

    def _where(self) -> str:
        return f"the mail server {self._smtp.host}:{self._smtp.port}"


def _plain(reply: bytes | str) -> str:
    return " ".join((reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply).split())[:200]
