"""A tally as OpenTelemetry's metrics."""

from hypothesis import given
from hypothesis import strategies as st

from chatplugin.domain.contact import CardId, ContactId
from chatplugin.domain.events import CardShown, Fate, Record
from chatplugin.sentences import Said
from chatplugin.service.metrics import Tally
from rig.collector import Collector, attributes
from rig.collector import metrics as metrics_of

E1 = ContactId("E1")
NOW = 1_790_000_000_000.0
CONTACTS = "chatplugin.contacts"


def record(fate: Fate) -> Record:
    return Record(E1, fate, "email")


def test_the_message_is_as_the_protocol_has_it() -> None:
    tally = Tally("1.0", "an-id", NOW - 5)
    tally.take(CardShown(CardId(E1)), [record(Fate.RAISED)], NOW, NOW)
    tally.take(CardShown(CardId(E1)), [record(Fate.SHOWN)], NOW, NOW + 30)

    with Collector() as taker:
        assert taker.take(tally.encoded(NOW)) == 200
        [message] = taker.messages

    resource = message.resource_metrics[0].resource
    assert dict(attributes(resource)) == {
        "service.name": "chatplugin",
        "service.version": "1.0",
        "service.instance.id": "an-id",
    }
    found = {metric.name: metric for metric in metrics_of(message)}
    point = found[CONTACTS].sum.data_points[0]
    assert (point.start_time_unix_nano, point.time_unix_nano) == (
        1_789_999_999_995_000_000,
        1_790_000_000_000_000_000,
    )
    assert found[CONTACTS].sum.is_monotonic
    assert found[CONTACTS].sum.aggregation_temporality == 2
    [histogram] = found["chatplugin.card.duration"].histogram.data_points
    assert (histogram.count, histogram.sum) == (1, 0.03)
    assert sum(histogram.bucket_counts) == 1
    assert len(histogram.bucket_counts) == len(histogram.explicit_bounds) + 1


@given(secret=st.text(min_size=8), fate=st.sampled_from(Fate))
def test_nothing_of_a_customer_is_in_a_message(secret: str, fate: Fate) -> None:
    tally = Tally("1.0", "an-id", NOW)
    told = Record(
        ContactId(secret),
        fate,
        "email",
        url=secret,
        title=secret,
        reason=Said(secret),
        user_id=secret,
    )

    tally.take(CardShown(CardId(secret)), [told], NOW, NOW)
    body = tally.encoded(NOW)

    other = Tally("1.0", "an-id", NOW)
    other.take(CardShown(CardId(E1)), [record(fate)], NOW, NOW)
    assert body == other.encoded(NOW)


def test_a_contact_that_joins_an_open_card_is_not_counted() -> None:
    tally = Tally("1.0", "an-id", NOW - 5)

    tally.take(CardShown(CardId(E1)), [record(Fate.JOINED)], NOW, NOW)

    assert tally.contacts == {}
