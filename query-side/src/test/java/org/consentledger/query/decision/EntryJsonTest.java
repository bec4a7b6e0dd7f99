package org.consentledger.query.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.rules.Confirmation;
import org.consentledger.query.decision.rules.Entry;
import org.consentledger.query.decision.rules.Link;
import org.consentledger.query.decision.rules.Ruling;
import org.consentledger.query.decision.rules.Signal;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class EntryJsonTest {
    private static final EventId ID = new EventId(UUID.fromString("01990000-0000-7000-8000-000000000001"));
    private static final Instant TO_THE_NANOSECOND = Instant.parse("2026-05-01T10:00:00.123456789Z");
    private static final Signal FULL = new Signal(
            ID,
            "consent-given",
            Signal.Kind.CONSENT,
            new Scope(
                    inOrder(
                            new ControllerRef.One(new ControllerId("b")),
                            new ControllerRef.Group(new GroupId("a")),
                            new ControllerRef.Every()),
                    new CompanyId("acme"),
                    inOrder(new PurposeRef.Node(new PurposeId("newsletter")), new PurposeRef.Every()),
                    inOrder(Channel.SMS, Channel.EMAIL)),
            TO_THE_NANOSECOND,
            Instant.parse("2026-05-01T10:00:01Z"),
            Instant.parse("2028-05-01T10:00:00Z"),
            new NoticeShown(new NoticeId("privacy"), "1", "nl"),
            true,
            true,
            Instant.parse("2026-05-08T10:00:01Z"));
    private static final Signal BARE = new Signal(
            ID,
            "opted-out",
            Signal.Kind.OPT_OUT,
            new Scope(Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Every()), Set.of()),
            null,
            TO_THE_NANOSECOND,
            null,
            null,
            false,
            false,
            null);

    @Test
    void everyPartOfASignalIsReadAsItWasWritten() {
        assertThat(again(FULL)).containsExactly(FULL);
    }

    @Test
    void whatASignalLacksStaysLacking() {
        assertThat(again(BARE)).containsExactly(BARE);
    }

    @Test
    void everyKindOfSignalIsReadAsItWasWritten() {
        Entry[] signals = Stream.of(Signal.Kind.values())
                .map(kind -> new Signal(
                        ID, "any", kind, BARE.scope(), null, TO_THE_NANOSECOND, null, null, false, false, null))
                .toArray(Entry[]::new);

        assertThat(again(signals)).containsExactly(signals);
    }

    @Test
    void rulingsAreReadAsTheyWereWritten() {
        Entry upheld = new Ruling(ID, ObjectionOutcome.UPHELD, TO_THE_NANOSECOND);
        Entry overridden = new Ruling(ID, ObjectionOutcome.OVERRIDDEN, TO_THE_NANOSECOND);

        assertThat(again(upheld, overridden)).containsExactly(upheld, overridden);
    }

    @Test
    void confirmationsAreReadAsTheyWereWritten() {
        Entry confirmation = new Confirmation(
                ID,
                "consent-confirmed",
                new EventId(UUID.fromString("01990000-0000-7000-8000-000000000002")),
                TO_THE_NANOSECOND,
                Instant.parse("2026-05-01T10:00:01Z"));

        assertThat(again(confirmation)).containsExactly(confirmation);
    }

    @Test
    void linksAreReadAsTheyWereWritten() {
        var one = new SubjectId(new UUID(1, 1));
        var other = new SubjectId(new UUID(1, 2));
        Entry merged = new Link(one, other, true, TO_THE_NANOSECOND);
        Entry split = new Link(one, other, false, TO_THE_NANOSECOND);

        assertThat(again(merged, split)).containsExactly(merged, split);
    }

    @Test
    void entriesKeepTheirOrder() {
        Entry ruling = new Ruling(ID, ObjectionOutcome.UPHELD, TO_THE_NANOSECOND);

        assertThat(again(BARE, ruling, FULL)).containsExactly(BARE, ruling, FULL);
    }

    @Test
    void nothingStoredIsNoEntries() {
        assertThat(Entries.read(null)).isEmpty();
        assertThat(again()).isEmpty();
    }

    @Test
    void entryOfAnUnknownSortIsNotReadAsNothing() {
        assertThatThrownBy(() -> Entries.read(bytes("[{\"is\":\"rumour\"}]"))).isInstanceOf(JacksonException.class);
    }

    private static List<Entry> again(Entry... entries) {
        return Entries.read(bytes(Entries.write(List.of(entries))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SafeVarargs
    private static <T> Set<T> inOrder(T... values) {
        return new LinkedHashSet<>(Arrays.asList(values));
    }
}
