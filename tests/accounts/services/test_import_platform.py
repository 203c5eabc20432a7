from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from accounts.models import (
    Account,
    Campaign,
    DkimKey,
    HourlyVolume,
    Identity,
    MailingList,
    PlatformProfile,
    SentMessage,
    Subscription,
)
from accounts.services.import_platform import import_platform
from tests.accounts.records_folder import RECORDS, WRITERS, write_csv, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.services.imports.file import FileReport

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MODELS = (Account, Campaign, DkimKey, HourlyVolume, Identity, MailingList, SentMessage, Subscription)


def run(folder: Path, *, dry_run: bool = False) -> dict[str, FileReport]:
    reports = import_platform(folder, environ={}, now=NOW, progress=lambda *_: None, dry_run=dry_run)
    return {report.name: report for report in reports}


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


def rejected(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.rejected.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def with_accounts(folder: Path) -> Path:
    return write_records(folder, only=("accounts", "lists"))


@pytest.mark.parametrize("ending", WRITERS)
def test_every_table_goes_in_from_every_format(tmp_path: Path, ending: str) -> None:
    reports = run(write_records(tmp_path, ending))
    assert {name: (r.stored, r.rejected, r.error) for name, r in reports.items()} == {
        f"{name}.{ending}": (len(rows), 0, "") for name, rows in RECORDS.items()
    }


@pytest.mark.parametrize("ending", WRITERS)
def test_values_come_out_alike_from_every_format(tmp_path: Path, ending: str) -> None:
    run(write_records(tmp_path, ending))
    account = Account.objects.get(pk="cu1")
    assert (account.name, account.contact_email) == ("Café Example", "owner@cafe.example")
    assert account.created_at == datetime(2025, 1, 2, 1, 4, 5, tzinfo=UTC)
    assert Campaign.objects.get().text == 'soup,\n"fish"\n'
    assert HourlyVolume.objects.get().sent == 120
    sent = SentMessage.objects.get(message_id="<m1@mail.example.com>")
    assert (sent.recipient, sent.source_ip, sent.kind) == ("ann@isp.example", "198.51.100.7", "campaign")
    ann = Subscription.objects.get(email="ann@isp.example")
    assert ann.subscribed_at_recorded == "2025-06-01T10:00:00+02:00"
    assert ann.subscribed_at == datetime(2025, 6, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("ending", WRITERS)
def test_importing_again_creates_none_twice(tmp_path: Path, ending: str) -> None:
    run(write_records(tmp_path, ending))
    before = counts()
    run(tmp_path)
    assert counts() == before


def test_a_changed_row_is_updated_by_its_key(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    changed = [{**row, "status": "terminated", "name": "New"} for row in RECORDS["accounts"]]
    write_csv(tmp_path / "accounts", changed)
    run(tmp_path)
    assert set(Account.objects.values_list("status", "name")) == {("terminated", "New")}


def test_a_shared_identity_and_a_key_without_a_start_are_updated_too(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    write_csv(tmp_path / "identities", [{**r, "valid_until": "2027-01-01T00:00:00Z"} for r in RECORDS["identities"]])
    write_csv(tmp_path / "dkim_keys", [{**r, "record": "v=DKIM1; p="} for r in RECORDS["dkim_keys"]])
    run(tmp_path)
    assert Identity.objects.filter(valid_until__year=2027).count() == Identity.objects.count() == 3
    assert list(DkimKey.objects.values_list("record", flat=True)) == ["v=DKIM1; p="] * 2


def test_a_column_that_a_file_leaves_out_keeps_what_is_stored(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    (tmp_path / "accounts.csv").write_text("account_id,status\ncu1,terminated\n")
    report = run(tmp_path)["accounts.csv"]
    account = Account.objects.get(pk="cu1")
    assert (account.name, account.status) == ("Café Example", "terminated")
    assert "contact_email" in report.warnings[0]


def test_an_import_of_messages_keeps_until_when_the_log_was_copied(tmp_path: Path) -> None:
    write_records(tmp_path)
    (tmp_path / "platform.toml").write_text('name = "Example Mail"\ndomain = "example.com"\n', encoding="utf-8")
    run(tmp_path)
    assert PlatformProfile.objects.get().log_copied_at == NOW


def test_the_last_of_two_rows_with_one_key_counts(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,name\na,first\nb,other\na,last\n")
    report = run(tmp_path)["accounts.csv"]
    assert Account.objects.get(pk="a").name == "last"
    assert (report.stored, report.rejected) == (2, 0)


def test_an_address_is_spanned_by_its_network(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    network = Identity.objects.get(value="198.51.100.0/24")
    assert (network.first_address, network.last_address) == (
        "00000000000000000000ffffc6336400",
        "00000000000000000000ffffc63364ff",
    )


def test_ownership_that_moved_is_two_rows(tmp_path: Path) -> None:
    with_accounts(tmp_path)
    (tmp_path / "identities.csv").write_text(
        "account_id,kind,value,valid_from,valid_until\n"
        "cu1,from_domain,shop.example,,2026-01-01T00:00:00Z\n"
        "cu2,from_domain,shop.example,2026-01-01T00:00:00Z,\n"
    )
    run(tmp_path)
    assert Identity.objects.filter(value="shop.example").count() == 2


BAD_ROWS = [
    ("accounts", "account_id,status", "x,asleep", "status is 'asleep'"),
    ("accounts", "account_id,name", ",nameless", "account_id is empty"),
    ("accounts", "account_id,created_at", "x,2026-01-01T00:00:00", "a time without an offset"),
    ("accounts", "account_id,created_at", "x,2026-01-01", "a time without an offset"),
    ("accounts", "account_id,created_at", "x,yesterday", "not a time"),
    ("accounts", "account_id,created_at", "x,0001-01-01T00:00:00+05:00", "not a time"),
    ("accounts", "account_id,contact_email", "x,nobody", "not an e-mail address"),
    ("accounts", "account_id,name", f"x,{'n' * 301}", "more than 300"),
    ("accounts", "account_id,name", "x,y,z", "3 cells where the header has 2"),
    ("accounts", "account_id,name", "x\0,y", "NUL byte"),
    ("identities", "account_id,kind,value", "ghost,ip,198.51.100.1", "the account 'ghost' is unknown"),
    ("identities", "account_id,kind,value", "cu1,ip,198.51.100.7/24", "host bits"),
    ("identities", "account_id,kind,value", "cu1,ip,300.1.1.1", "value"),
    ("identities", "account_id,kind,value", "cu1,from_domain,not a domain", "not a domain"),
    ("identities", "account_id,kind,value", "cu1,phone,123", "kind is 'phone'"),
    ("lists", "list_id,account_id", "l9,ghost", "the account 'ghost' is unknown"),
    ("subscriptions", "list_id,email", "ghost,a@isp.example", "the mailing list 'ghost' is unknown"),
    ("subscriptions", "list_id,email", "l1,nobody", "not an e-mail address"),
    ("subscriptions", "list_id,email,confirmed_at", "l1,a@isp.example,2026-01-01 00:00", "without an offset"),
    ("messages", "message_id,account_id,recipient,sent_at", "<m>,cu1,a@b.example,2026-01-01T00:00:00", "offset"),
    (
        "messages",
        "message_id,account_id,recipient,sent_at,source_ip",
        "<m>,cu1,a@b.example,2026-01-01T00:00:00Z,1.2.3",
        "not an IP address",
    ),
    ("volumes", "account_id,hour,sent", "cu1,2026-01-01T00:00:00Z,-1", "not a whole number"),
    ("volumes", "account_id,hour,sent", "cu1,2026-01-01T00:00:00Z,99999999999999999999", "not a whole number"),
]


@pytest.mark.parametrize(("table", "header", "row", "reason"), BAD_ROWS)
def test_a_bad_row_is_set_aside_with_its_reason(tmp_path: Path, table: str, header: str, row: str, reason: str) -> None:
    if table not in {"accounts", "lists"}:
        run(with_accounts(tmp_path))
    path = tmp_path / f"{table}.csv"
    path.write_text(f"{header}\n{row}\n")
    report = run(tmp_path)[path.name]
    (bad,) = rejected(tmp_path, path.name)
    assert reason in bad["rejected_because"]
    assert bad["rejected_row"] == "1"
    assert (report.stored, report.rejected) == (0, 1)


def test_the_good_rows_go_in_beside_the_bad_ones(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,status\na,active\nb,asleep\nc,active\n")
    run(tmp_path)
    assert set(Account.objects.values_list("pk", flat=True)) == {"a", "c"}
    assert rejected(tmp_path, "accounts.csv") == [
        {
            "rejected_row": "2",
            "rejected_because": "status is 'asleep', not one of active, suspended, terminated",
            "account_id": "b",
            "status": "asleep",
        }
    ]


def test_a_mended_rejects_file_is_itself_importable_without_warnings(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,name,contact_email,status,plan,created_at\nb,B,,asleep,,\n")
    run(tmp_path)
    (tmp_path / "accounts.csv.rejected.csv").rename(path)
    path.write_text(path.read_text().replace(",asleep,", ",active,"))
    report = run(tmp_path)["accounts.csv"]
    assert (report.stored, report.warnings) == (1, [])


def test_a_clean_import_takes_the_old_rejects_away(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,status\na,asleep\n")
    run(tmp_path)
    path.write_text("account_id,status\na,active\n")
    run(tmp_path)
    assert not (tmp_path / "accounts.csv.rejected.csv").exists()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,status\na,asleep\nb,active\n")
    # A folder in the way of the rejects file stops root as well, whom permissions would not.
    (tmp_path / "accounts.csv.rejected.csv").mkdir()
    report = run(tmp_path)["accounts.csv"]
    assert (report.stored, report.rejected, report.rejects) == (1, 1, "")
    assert "could not be written" in report.warnings[-1]


def test_a_recorded_time_without_an_offset_is_kept_as_it_stands(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    bob = Subscription.objects.get(email="bob@isp.example")
    assert (bob.subscribed_at_recorded, bob.subscribed_at) == ("2025-06-01 10:00:00", None)


def test_a_recorded_address_that_is_none_is_kept_as_it_stands(tmp_path: Path) -> None:
    run(write_records(tmp_path))
    assert Subscription.objects.get(email="bob@isp.example").ip == "unknown"


def test_a_parquet_time_without_a_zone_counts_as_without_an_offset(tmp_path: Path) -> None:
    times = pa.array([datetime(2026, 1, 1)], pa.timestamp("ns"))  # noqa: DTZ001 - a naive time is what is tested
    parquet.write_table(pa.table({"account_id": ["a"], "created_at": times}), tmp_path / "accounts.parquet")
    assert run(tmp_path)["accounts.parquet"].rejected == 1


def test_a_parquet_time_in_nanoseconds_goes_in(tmp_path: Path) -> None:
    times = pa.array([1_767_225_600_000_000_001], pa.timestamp("ns", "Europe/Berlin"))
    parquet.write_table(pa.table({"account_id": ["a"], "created_at": times}), tmp_path / "accounts.parquet")
    run(tmp_path)
    assert Account.objects.get().created_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_parquet_floats_that_stand_for_counts_go_in(tmp_path: Path) -> None:
    with_accounts(tmp_path)
    columns = {"account_id": ["cu1", "cu2"], "hour": ["2026-01-01T00:00:00Z"] * 2, "sent": [5.0, 6.0]}
    table = pa.table({**columns, "bounced": pa.array([None, 2.0], pa.float64())})
    parquet.write_table(table, tmp_path / "volumes.parquet")
    run(tmp_path)
    assert set(HourlyVolume.objects.values_list("sent", "bounced")) == {(5, 0), (6, 2)}


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_bytes("\ufeffaccount_id,name\na,Å\n".encode())
    (tmp_path / "lists.ndjson").write_bytes('\ufeff{"list_id": "l", "account_id": "a"}\n'.encode())
    reports = run(tmp_path)
    assert all(report.good for report in reports.values())


def test_bytes_that_are_no_utf8_cost_only_their_row_and_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_bytes(b"account_id,name\na,caf\xe9\nb,fine\n")
    report = run(tmp_path)["accounts.csv"]
    assert (report.stored, report.rejected) == (1, 1)
    assert b"caf\xe9" in (tmp_path / "accounts.csv.rejected.csv").read_bytes()


def test_unknown_columns_are_ignored_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,colour\na,red\n")
    (tmp_path / "lists.ndjson").write_text('{"list_id": "l", "account_id": "a", "shape": "round"}\n')
    reports = run(tmp_path)
    assert "'colour'" in " ".join(reports["accounts.csv"].warnings)
    assert "'shape'" in " ".join(reports["lists.ndjson"].warnings)


@pytest.mark.parametrize("table", ["accounts", "identities", "messages"])
def test_a_missing_key_column_is_a_clear_error(tmp_path: Path, table: str) -> None:
    (tmp_path / f"{table}.csv").write_text("name,value\na,b\n")
    assert "is missing" in run(tmp_path)[f"{table}.csv"].error


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_an_unreadable_file_is_an_error_and_the_others_go_in(tmp_path: Path, ending: str) -> None:
    write_records(tmp_path, only=("lists", "accounts"))
    (tmp_path / f"messages.{ending}").write_bytes(b"\x00\xff\xfenonsense")
    reports = run(tmp_path)
    assert reports[f"messages.{ending}"].error
    assert MailingList.objects.count() == 1


@pytest.mark.parametrize(
    "line", ["{", "[1]", "null", '{"account_id": {"a": 1}}', "[" * 100_000, '{"account_id": "\\ud800"}']
)
def test_a_bad_json_line_costs_only_itself(tmp_path: Path, line: str) -> None:
    (tmp_path / "accounts.ndjson").write_text(f'{line}\n{{"account_id": "good"}}\n')
    report = run(tmp_path)["accounts.ndjson"]
    assert (report.stored, report.rejected) == (1, 1)


def test_a_campaign_of_megabytes_goes_in(tmp_path: Path) -> None:
    with_accounts(tmp_path)
    html = "x" * 3_000_000
    (tmp_path / "campaigns.csv").write_text(f"campaign_id,account_id,subject,text,html\nc,cu1,s,,{html}\n")
    run(tmp_path)
    assert Campaign.objects.get().html == html


def test_a_web_site_may_be_given_as_a_url_or_in_unicode(tmp_path: Path) -> None:
    with_accounts(tmp_path)
    (tmp_path / "identities.csv").write_text(
        "account_id,kind,value\ncu1,web_site,https://Shop.Example/start\ncu1,from_domain,bücher.example.\n",
        encoding="utf-8",
    )
    run(tmp_path)
    assert set(Identity.objects.values_list("value", flat=True)) == {"shop.example", "xn--bcher-kva.example"}


def test_a_dry_run_checks_everything_and_writes_nothing(tmp_path: Path) -> None:
    write_records(tmp_path)
    with (tmp_path / "messages.csv").open("a") as stream:
        stream.write("<m3>,ghost,,,a@b.example,2026-01-01T00:00:00Z,,,,\n")
    reports = run(tmp_path, dry_run=True)
    assert (reports["messages.csv"].stored, reports["messages.csv"].rejected) == (2, 1)
    assert reports["subscriptions.csv"].good
    assert set(counts().values()) == {0}
    assert not list(tmp_path.glob("*.rejected.csv"))


def test_platform_toml_is_kept_as_it_stands(tmp_path: Path) -> None:
    toml = 'name = "Example Mail"\ndomain = "example.com"\n'
    (tmp_path / "platform.toml").write_text(toml)
    run(tmp_path)
    run(tmp_path)
    assert PlatformProfile.objects.get().toml == toml


def test_a_broken_platform_toml_is_not_stored(tmp_path: Path) -> None:
    (tmp_path / "platform.toml").write_text("name = ")
    assert run(tmp_path)["platform.toml"].error
    assert not PlatformProfile.objects.exists()


def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    def peak_bytes(rows: int) -> int:
        with (tmp_path / "messages.csv").open("w") as stream:
            stream.write("message_id,account_id,recipient,sent_at\n")
            stream.writelines(f"<{n}@x.example>,ghost,u{n}@isp.example,2026-01-01T00:00:00Z\n" for n in range(rows))
        tracemalloc.start()
        run(tmp_path, dry_run=True)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_bytes(20_000) < 1.5 * peak_bytes(5_000)


def test_the_command_ends_with_status_1_and_a_count_when_rows_were_rejected(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,status\na,asleep\nb,active\n")
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_platform", str(tmp_path), stderr=said)
    assert ended.value.code == 1
    assert "accounts.csv: 1 in, 1 rejected" in said.getvalue()
    assert "1 rows rejected" in said.getvalue()


def test_the_command_is_content_with_good_records(tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("import_platform", str(write_records(tmp_path)), stderr=said)
    assert json.dumps(said.getvalue()).count(" 0 rejected") == len(RECORDS)


def test_the_command_refuses_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none of the files"):
        call_command("import_platform", str(tmp_path))
