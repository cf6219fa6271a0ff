"""Keys change hands: the old one names the new one, and retires."""

import pytest
from tests.updates.desk import Desk

from modeldex import UpdateError
from modeldex.updates.keys import SigningKey
from modeldex.updates.manifest import NextKey
from modeldex.updates.trust import Trust, read_public_keys

OLD_RETIRES = "2026-12-24"


@pytest.fixture
def new() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def rotated(desk: Desk, new: SigningKey) -> Desk:
    """Release 1 by the old key; release 2 by both, which names the new one and retires the old."""
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    (old,) = desk.keys
    desk.keys = [new, old]
    desk.publish(
        "2026-11-21-v1",
        keys=[NextKey(key=new.public), NextKey(key=old.public, retires=OLD_RETIRES)],
    )
    return desk


def by_new_alone(desk: Desk, new: SigningKey) -> None:
    desk.keys = [new]
    desk.publish("2026-11-22-v1")


def test_who_trusts_the_old_key_takes_a_release_of_both_and_then_one_of_the_new_alone(
    rotated: Desk, new: SigningKey
):
    updates = rotated.updates()
    updates.apply(rotated.publication)
    by_new_alone(rotated, new)

    assert updates.apply(rotated.publication).release.manifest.serial == 3
    known = {one.key.key_id: one.retires for one in Trust.of(rotated.data_dir / "updates").keys}
    assert known[new.public.key_id] is None
    assert OLD_RETIRES in known.values()


def test_looking_at_the_release_of_both_is_enough(rotated: Desk, new: SigningKey):
    updates = rotated.updates()
    updates.look(rotated.publication)
    by_new_alone(rotated, new)

    assert updates.apply(rotated.publication).release.manifest.serial == 3


def test_who_missed_the_release_of_both_is_told_how_to_mend_it(rotated: Desk, new: SigningKey):
    by_new_alone(rotated, new)
    updates, before = rotated.updates(), rotated.snapshot()

    with pytest.raises(UpdateError, match=r"when both signed, or give .*--key FILE --trust") as raised:
        updates.apply(rotated.publication)
    assert new.public.key_id in str(raised.value)
    assert rotated.snapshot() == before

    updates.apply(rotated.publication, [new.public], trust_keys=True)
    assert updates.status().catalog.version == "2026-11-22-v1"


def test_a_retired_key_is_refused_and_no_release_brings_it_back(rotated: Desk):
    updates = rotated.updates()
    updates.apply(rotated.publication)
    old = rotated.keys[1]
    rotated.keys = [old]
    rotated.publish("2026-11-22-v1", keys=[NextKey(key=old.public)], days=20)

    updates.look(rotated.publication)  # it has not retired yet
    rotated.now = rotated.now.replace(month=12)
    with pytest.raises(UpdateError, match=f"which retired on {OLD_RETIRES}"):
        updates.apply(rotated.publication)
    with pytest.raises(UpdateError, match=f"which retired on {OLD_RETIRES}"):
        updates.apply(rotated.publication, [old.public], trust_keys=True)


def test_a_key_for_one_time_is_not_kept_and_hands_no_other_on(desk: Desk, new: SigningKey):
    desk.publish("2026-11-20-v1", keys=[NextKey(key=desk.public[0]), NextKey(key=new.public)])
    desk.updates().apply(desk.publication, desk.public)

    assert Trust.of(desk.data_dir / "updates").keys == ()
    with pytest.raises(UpdateError, match="no key is trusted yet"):
        desk.updates().apply(desk.publication)


def test_the_package_trusts_nobody_yet(desk: Desk):
    assert Trust.of(desk.data_dir).keys == ()


def test_a_refused_release_hands_no_key_on(desk: Desk, new: SigningKey):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    desk.publish("2026-11-21-v1", keys=[NextKey(key=new.public)])
    desk.files()[-1].write_bytes(b"nothing")

    with pytest.raises(UpdateError):
        updates.apply(desk.publication)

    assert new.public not in Trust.of(desk.data_dir / "updates")


def test_a_file_of_public_keys_may_have_comments(desk: Desk, new: SigningKey):
    path = desk.folder / "keys.pub"
    path.write_text(f"# ours\n{desk.public[0].text}\n\n{new.public.text}\n")

    assert read_public_keys(path) == [*desk.public, new.public]
    path.write_text("# none\n")
    with pytest.raises(UpdateError, match="holds no public key"):
        read_public_keys(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UpdateError, match="holds no public key"):
        read_public_keys(path)


def test_a_damaged_list_of_keys_is_named(desk: Desk):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    (desk.data_dir / "updates" / "trusted.json").write_text("{}")

    with pytest.raises(UpdateError, match=r"trusted\.json is damaged"):
        updates.apply(desk.publication)
