"""Letters of made-up customers, as bytes."""

from email.message import EmailMessage
from pathlib import Path


def letter(
    folder: Path,
    *,
    name: str = "Анна Кузнецова",
    address: str = "anna@example.org",
    text: str = "Здравствуйте! Лицевой счёт: 1234567890.",
    charset: str = "windows-1251",
) -> str:
    """Write a letter into *folder*, and return its name for the scenario."""
    mail = EmailMessage()
    mail["From"] = f"{name} <{address}>"
    mail["To"] = "help@example.com"
    mail["Subject"] = "Вопрос"
    mail.set_content(text + "\n", charset=charset)
    path = folder / f"letter-{len(list(folder.glob('letter-*')))}.eml"
    path.write_bytes(mail.as_bytes())
    return path.name
