package org.consentledger.api.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What recipients are told of, and which of them (GDPR Article 19). */
class OccasionTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final Instant EARLIER = NOW.minus(Duration.ofDays(100));
    private static final SubjectId SUBJECT = SubjectId.of("019f0000-0000-7000-8000-000000000001");
    private static final EventId RESTRICTION = EventId.of("019f0000-0000-7000-8000-000000000002");
    private static final RightsRequestId REQUEST = RightsRequestId.of("019f0000-0000-7000-8000-000000000003");
    private static final Identifier NAME =
            new Identifier(Identifier.Kind.EMAIL, null, new Personal.Known("jan@example.nl"));

    // What they are told of

    private static @Nullable NotificationKind told(Object event) {
        Occasion occasion = Occasion.of(event, 2);
        return occasion == null ? null : occasion.kind();
    }

    @Test
    void stopIsTold() {
        assertThat(told(new ConsentWithdrawn(SUBJECT, act("north", "news")))).isEqualTo(NotificationKind.WITHDRAWAL);
        assertThat(told(new OptedOut(SUBJECT, act("north", "news")))).isEqualTo(NotificationKind.WITHDRAWAL);
        assertThat(told(new ObjectionRaised(SUBJECT, act("north", "news"), ObjectionGround.DIRECT_MARKETING, null)))
                .isEqualTo(NotificationKind.WITHDRAWAL);
    }

    @Test
    void objectionForAParticularSituationRestrictsUntilItIsDecided() {
        assertThat(told(new ObjectionRaised(SUBJECT, act("north", "news"), ObjectionGround.PARTICULAR_SITUATION, null)))
                .isEqualTo(NotificationKind.RESTRICTION);
        assertThat(Occasion.of(new ObjectionDecided(SUBJECT, RESTRICTION, ObjectionOutcome.UPHELD, null), 3))
                .isEqualTo(new Occasion.After(NotificationKind.WITHDRAWAL, RESTRICTION));
        assertThat(Occasion.of(new ObjectionDecided(SUBJECT, RESTRICTION, ObjectionOutcome.OVERRIDDEN, null), 3))
                .isEqualTo(new Occasion.After(NotificationKind.RESTRICTION_LIFTED, RESTRICTION));
    }

    @Test
    void overriddenObjectionStaysRestrictedUntilThePersonIsTold() {
        assertThat(told(new ObjectionDecided(SUBJECT, RESTRICTION, ObjectionOutcome.OVERRIDDEN, null, true)))
                .isNull();
        assertThat(told(new RestrictionLiftAnnounced(SUBJECT, RESTRICTION, NOW, null, null)))
                .isNull();
        assertThat(Occasion.of(new RestrictionLifted(SUBJECT, RESTRICTION), 5))
                .isEqualTo(new Occasion.After(NotificationKind.RESTRICTION_LIFTED, RESTRICTION));
    }

    @Test
    void restrictionIsTold() {
        assertThat(told(new RestrictionImposed(SUBJECT, act("north", "news"), null)))
                .isEqualTo(NotificationKind.RESTRICTION);
        assertThat(told(new ErasureDeferred(SUBJECT, null, null, List.of()))).isEqualTo(NotificationKind.RESTRICTION);
    }

    @Test
    void nameOfAPersonWhoWasThereBeforeIsACorrection() {
        assertThat(Occasion.of(new IdentifierAdded(SUBJECT, NAME), 1)).isNull();
        assertThat(told(new IdentifierAdded(SUBJECT, NAME))).isEqualTo(NotificationKind.RECTIFICATION);
        assertThat(told(new IdentifierRemoved(SUBJECT, NAME))).isEqualTo(NotificationKind.RECTIFICATION);
    }

    @Test
    void answerToARequestMayBeACorrection() {
        assertThat(Occasion.of(new RightsRequestFulfilled(REQUEST, SUBJECT, NOW, null, false, null, null), 2))
                .isEqualTo(new Occasion.Answered(REQUEST));
        assertThat(told(new RightsRequestRefused(
                        REQUEST, SUBJECT, NOW, null, new Personal.Known("no"), new Personal.Known("court"))))
                .isNull();
        assertThat(told(new RightsRequestReceived(
                        REQUEST,
                        SUBJECT,
                        new ControllerId("north"),
                        Right.RECTIFICATION,
                        NOW,
                        null,
                        null,
                        null,
                        null,
                        "NL",
                        ZoneId.of("Europe/Amsterdam"),
                        "2026-1",
                        LocalDate.parse("2026-04-02"))))
                .isNull();
    }

    @Test
    void erasureIsTold() {
        assertThat(told(new SubjectErased(SUBJECT, null, List.of()))).isEqualTo(NotificationKind.ERASURE);
    }

    @Test
    void whatStopsNothingIsNotTold() {
        assertThat(told(new OptedIn(SUBJECT, act("north", "news"), null))).isNull();
        assertThat(told(new SignalRefused(SUBJECT, "opted-out", act("north", "news"), List.of())))
                .isNull();
        assertThat(told(recipient("printer", "north", "news"))).isNull();
    }

    // Whom

    /** Who is told of a withdrawal: the one recipient there is, or nobody. */
    @ParameterizedTest(name = "of {0} for {1}, somebody who gets data of {2} for {3}: {4}")
    @CsvSource({
        "north,        news,      north,       news,      true",
        "north,        news,      south,       news,      false",
        "north,        news,      north,       surveys,   false",
        "north,        marketing, north,       news,      true",
        "north,        news,      north,       marketing, true",
        "north,        news,      north,       contracts, false",
        "north,        *,         north,       contracts, true",
        "north,        news,      north,       *,         true",
        "*,            news,      south,       news,      true",
        "south,        news,      *,           news,      true",
        "*,            *,         *,           *,         true",
        "group:house,  news,      north,       news,      true",
        "group:house,  news,      paris,       news,      false",
        "north,        news,      group:house, news,      true",
        "paris,        news,      group:house, news,      false",
        "group:house,  news,      group:house, news,      true",
        "group:house,  news,      group:other, news,      false",
        "north south,  news,      south,       news,      true",
        "north, news contracts,   north,       contracts, true",
        "north,        news,      paris north, surveys news, true"
    })
    void recipientsWithinTheScopeAreTold(
            String controllers, String purposes, String theirControllers, String theirPurposes, boolean told) {
        var catalogue = catalogue(recipient("printer", theirControllers, theirPurposes));
        assertThat(recipients(act(controllers, purposes), catalogue)).isEqualTo(told ? Set.of("printer") : Set.of());
    }

    @Test
    void erasureConcernsEveryRecipientThatReceivesAnything() {
        var catalogue = catalogue(
                recipient("printer", "north", "news"),
                recipient("agency", "paris", "surveys"),
                recipient("former", "*", ""));
        assertThat(recipients(new SubjectErased(SUBJECT, null, List.of()), catalogue))
                .containsExactlyInAnyOrder("printer", "agency");
    }

    @Test
    void onlyThoseAreToldWhoWereRecipientsByThen() {
        var later = new Recorded<>(recipient("printer", "north", "news"), NOW.plusMillis(1));
        assertThat(recipients(act("north", "news"), catalogue(Stream.of(later))))
                .isEmpty();
        var before = new Recorded<>(recipient("printer", "north", "surveys"), EARLIER);
        assertThat(recipients(act("north", "news"), catalogue(Stream.of(before, later))))
                .isEmpty();
        assertThat(recipients(act("north", "surveys"), catalogue(Stream.of(before, later))))
                .containsExactly("printer");
    }

    @Test
    void whatWasInTheSubtreeSinceThePersonSpokeIsReached() {
        var moved = new Recorded<>(
                purpose("news", 2, "contracts", NOW.minus(Duration.ofDays(10))), NOW.minus(Duration.ofDays(10)));
        var catalogue = catalogue(Stream.of(moved, new Recorded<>(recipient("printer", "north", "news"), EARLIER)));
        assertThat(recipients(act("north", "marketing", NOW.minus(Duration.ofDays(20))), catalogue))
                .containsExactly("printer");
        assertThat(recipients(act("north", "marketing", null), catalogue)).containsExactly("printer");
        assertThat(recipients(act("north", "marketing", NOW.minus(Duration.ofDays(5))), catalogue))
                .isEmpty();
        assertThat(recipients(act("north", "contracts", NOW.minus(Duration.ofDays(20))), catalogue))
                .containsExactly("printer");
    }

    private static Set<String> recipients(Act act, Catalogue catalogue) {
        return recipients(new OptedOut(SUBJECT, act), catalogue);
    }

    private static Set<String> recipients(Object event, Catalogue catalogue) {
        assertThat(Occasion.of(event, 2)).isInstanceOf(Occasion.Within.class);
        return Stream.of(Occasion.of(event, 2))
                .map(Occasion.Within.class::cast)
                .flatMap(within -> within.recipients(catalogue, NOW).stream())
                .map(RecipientId::value)
                .collect(Collectors.toSet());
    }

    private static Act act(String controllers, String purposes) {
        return act(controllers, purposes, NOW);
    }

    private static Act act(String controllers, String purposes, @Nullable Instant occurredAt) {
        var scope = new Scope(controllers(controllers), null, purposes(purposes), Set.of());
        return new Act(scope, occurredAt, null, Source.SUBJECT, null, Evidence.NONE);
    }

    private static Set<ControllerRef> controllers(String named) {
        return words(named).map(ControllerRef::parse).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<PurposeRef> purposes(String named) {
        return words(named).map(PurposeRef::parse).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }

    private static RecipientDescribed recipient(String id, String controllers, String purposes) {
        return new RecipientDescribed(
                new RecipientId(id), id, Map.of(), null, purposes(purposes), controllers(controllers), null);
    }

    private static ControllerDescribed controller(String id, @Nullable String group) {
        return new ControllerDescribed(
                new ControllerId(id),
                id,
                "NL",
                ZoneId.of("Europe/Amsterdam"),
                group == null ? null : new GroupId(group),
                Map.of());
    }

    private static PurposePublished purpose(
            String id, int version, @Nullable String parent, @Nullable Instant effectiveFrom) {
        return new PurposePublished(
                new PurposeId(id),
                version,
                parent == null ? null : new PurposeId(parent),
                Map.of("en", id),
                LawfulBasis.CONSENT,
                false,
                true,
                false,
                Set.of(),
                null,
                null,
                effectiveFrom,
                null);
    }

    private static Catalogue catalogue(RecipientDescribed... recipients) {
        return catalogue(Stream.of(recipients).map(recipient -> new Recorded<>(recipient, EARLIER)));
    }

    /** Two companies of one house and one of none; news and surveys below marketing, and contracts. */
    private static Catalogue catalogue(Stream<? extends Recorded<? extends CatalogueEvent>> further) {
        var all = new ArrayList<Recorded<? extends CatalogueEvent>>();
        for (CatalogueEvent event : List.of(
                controller("north", "house"),
                controller("south", "house"),
                controller("paris", null),
                controller("london", "other"),
                purpose("marketing", 1, null, null),
                purpose("news", 1, "marketing", null),
                purpose("surveys", 1, "marketing", null),
                purpose("contracts", 1, null, null))) {
            all.add(new Recorded<>(event, EARLIER));
        }
        further.forEach(all::add);
        return new Catalogue(all);
    }
}
