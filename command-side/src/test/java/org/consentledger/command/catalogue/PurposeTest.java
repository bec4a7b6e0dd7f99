package org.consentledger.command.catalogue;

import static org.consentledger.command.catalogue.Stream.NEWSLETTER;
import static org.consentledger.command.catalogue.Stream.NOW;
import static org.consentledger.command.catalogue.Stream.newsletter;

import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.consentledger.api.catalogue.CatalogueCommand.PublishPurpose;
import org.consentledger.api.catalogue.CatalogueCommand.PurposeStream;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing versions of a purpose. */
class PurposeTest {
    private static final Instant NEXT_YEAR = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant YEAR_AFTER = Instant.parse("2028-01-01T00:00:00Z");
    private static final PurposePublished MARKETING = version("marketing", 1, null, null);

    @Test
    void purposeIsRecordedAsPublished() {
        var full = new Publication();
        full.parent = "marketing";
        full.names = Map.of("en", " Newsletter ", "nl", "Nieuwsbrief");
        full.directMarketing = true;
        full.withdrawable = true;
        full.objectable = true;
        full.channels = List.of("SMS", "EMAIL", "SMS");
        full.validFor = "P24M";
        full.dpv = "https://w3id.org/dpv#DirectMarketing";
        full.effectiveFrom = NEXT_YEAR;
        full.retiredAt = YEAR_AFTER;

        newsletter(MARKETING)
                .records(
                        full.command(),
                        new PurposePublished(
                                NEWSLETTER,
                                1,
                                new PurposeId("marketing"),
                                Map.of("en", "Newsletter", "nl", "Nieuwsbrief"),
                                LawfulBasis.CONSENT,
                                true,
                                true,
                                true,
                                new LinkedHashSet<>(List.of(Channel.SMS, Channel.EMAIL)),
                                Period.ofMonths(24),
                                "https://w3id.org/dpv#DirectMarketing",
                                NEXT_YEAR,
                                YEAR_AFTER));
    }

    @ParameterizedTest
    @EnumSource
    void basisSaysWhatIsWithdrawableAndObjectableUnlessThePublisherDoes(LawfulBasis basis) {
        var published = new Publication();
        published.basis = basis.name();
        boolean interest = basis == LawfulBasis.LEGITIMATE_INTEREST || basis == LawfulBasis.PUBLIC_TASK;

        newsletter().records(published.command(), onBasis(basis, basis == LawfulBasis.CONSENT, interest));

        published.withdrawable = true;
        published.objectable = !interest;
        newsletter().records(published.command(), onBasis(basis, true, !interest));
    }

    @Test
    void firstVersionHoldsForAllOfThePast() {
        newsletter().records(new Publication().command(), version("newsletter", 1, null, null));
    }

    @Test
    void laterVersionHoldsFromNow() {
        var changed = new Publication();
        changed.directMarketing = true;

        newsletter(version("newsletter", 1, null, null)).records(changed.command(), directMarketing(2, NOW));
    }

    @Test
    void versionHoldsFromTheTimeItNames() {
        var later = new Publication();
        later.effectiveFrom = NEXT_YEAR;

        newsletter().records(later.command(), version("newsletter", 1, null, NEXT_YEAR));
        newsletter(version("newsletter", 1, null, null))
                .records(later.command(), version("newsletter", 2, null, NEXT_YEAR));
    }

    @Test
    void versionsCount() {
        var changed = new Publication();
        changed.directMarketing = true;

        newsletter(
                        version("newsletter", 1, null, null),
                        directMarketing(2, NOW.minusSeconds(9)),
                        version("newsletter", 3, null, NOW.minusSeconds(5)))
                .records(changed.command(), directMarketing(4, NOW));
    }

    @Test
    void sameContentAgainChangesNothing() {
        var later = new Publication();
        later.effectiveFrom = NEXT_YEAR;

        newsletter(version("newsletter", 1, null, null)).changesNothing(new Publication().command());
        newsletter(directMarketing(1, null), version("newsletter", 2, null, NOW.minusSeconds(5)))
                .changesNothing(new Publication().command());
        newsletter(version("newsletter", 1, null, NEXT_YEAR)).changesNothing(later.command());
    }

    @Test
    void contentOfAnEarlierVersionIsANewVersion() {
        newsletter(version("newsletter", 1, null, null), directMarketing(2, NOW.minusSeconds(5)))
                .records(new Publication().command(), version("newsletter", 3, null, NOW));
    }

    @Test
    void whatHoldsNextYearOnlyCanBePublishedForNow() {
        newsletter(directMarketing(1, null), version("newsletter", 2, null, NEXT_YEAR))
                .records(new Publication().command(), version("newsletter", 3, null, NOW));
    }

    @Test
    void whatHeldUntilAnotherVersionCanBePublishedForNow() {
        newsletter(
                        directMarketing(1, NOW.minusSeconds(5)),
                        // Published last, for a time before the first.
                        version("newsletter", 2, null, NOW.minusSeconds(9)))
                .records(new Publication().command(), version("newsletter", 3, null, NOW));
    }

    @Test
    void namesAndBasisAreNeeded() {
        var empty = new Publication();
        empty.names = null;
        empty.basis = null;
        newsletter().refuses(empty.command(), "#/names MISSING", "#/basis MISSING");

        empty.names = Map.of();
        empty.basis = "WHIM";
        newsletter().refuses(empty.command(), "#/names MISSING", "#/basis UNKNOWN_BASIS");
    }

    @Test
    void namesAreTextsByLanguage() {
        newsletter().refuses(named(Map.of("english language", "x")), "#/names/english language INVALID_LANGUAGE");
        newsletter().refuses(named(Map.of("en", " ")), "#/names/en MISSING");
        newsletter().refuses(named(Map.of("en", "x".repeat(201))), "#/names/en TEXT_TOO_LONG");
        newsletter().refuses(named(Map.of("en/~", "x")), "#/names/en~1~0 INVALID_LANGUAGE");
    }

    @Test
    void thereAreTwoHundredNamesAtMost() {
        var names = new HashMap<String, String>();
        Arrays.stream(Locale.getISOLanguages()).limit(188).forEach(language -> names.put(language, "x"));
        for (char c = 'A'; names.size() < 200; c++) {
            names.put("en-" + c + c, "x");
        }
        newsletter().records(named(names), withNames(names));

        names.put("nl-BE", "x");
        newsletter().refuses(named(names), "#/names TOO_MANY");
    }

    @Test
    void consentIsWithdrawable() {
        var held = new Publication();
        held.withdrawable = false;
        newsletter().refuses(held.command(), "#/withdrawable PURPOSE_NOT_WITHDRAWABLE");

        held.basis = "CONTRACT";
        newsletter().records(held.command(), onBasis(LawfulBasis.CONTRACT, false, false));
    }

    @Test
    void channelsAreKnownOnes() {
        var odd = new Publication();
        odd.channels = asSent("EMAIL", "PIGEON", null);
        newsletter().refuses(odd.command(), "#/channels/1 UNKNOWN_CHANNEL", "#/channels/2 MISSING");

        odd.channels = Collections.nCopies(201, "EMAIL");
        newsletter().refuses(odd.command(), "#/channels TOO_MANY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"P0D", "P-1M", "P1M-1D", "two years", "PT1H", "", "P101Y", "P1201M", "P36526D", "P999999999Y"})
    void consentHoldsForAPositivePeriod(String period) {
        var published = new Publication();
        published.validFor = period;

        newsletter().refuses(published.command(), "#/validFor INVALID_PERIOD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpv#Marketing", "not a url", "//w3id.org/dpv"})
    void vocabularyTermIsAnAbsoluteUrl(String dpv) {
        var published = new Publication();
        published.dpv = dpv;

        newsletter().refuses(published.command(), "#/dpv INVALID_URL");
    }

    @Test
    void urlHasTwoThousandCharactersAtMost() {
        var published = new Publication();
        published.dpv = "https://w3id.org/".concat("x".repeat(1_984));

        newsletter().refuses(published.command(), "#/dpv INVALID_URL");
    }

    @Test
    void purposeRetiresWhenItTakesEffectOrLater() {
        var published = new Publication();
        published.effectiveFrom = NEXT_YEAR;
        published.retiredAt = NEXT_YEAR.minusNanos(1_000);
        newsletter().refuses(published.command(), "#/retiredAt RETIRED_BEFORE_EFFECTIVE");

        published.retiredAt = NEXT_YEAR;
        newsletter().records(published.command(), retired(1, NEXT_YEAR, NEXT_YEAR));
    }

    @Test
    void purposeRetiresNowThoughTheRequestWasOnItsWayForAMoment() {
        var published = new Publication();
        published.retiredAt = NOW.minusNanos(1_000);

        newsletter(directMarketing(1, null)).records(published.command(), retired(2, NOW, NOW.minusNanos(1_000)));
    }

    @Test
    void firstVersionForAllOfThePastMayHaveRetired() {
        var published = new Publication();
        published.retiredAt = Instant.EPOCH;

        newsletter().records(published.command(), retired(1, null, Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"world-peace", "not an id", "newsletter"})
    void parentIsPublishedFirst(String parent) {
        newsletter().refuses(below(parent, null), "#/parent UNKNOWN_PARENT");
    }

    @Test
    void purposeIsNotBelowItself() {
        newsletter(version("newsletter", 1, null, null))
                .refuses(below("newsletter", null), "#/parent PURPOSE_TREE_CYCLE");
        newsletter(version("newsletter", 1, null, NEXT_YEAR))
                .refuses(below("newsletter", null), "#/parent PURPOSE_TREE_CYCLE");
        newsletter(
                        version("newsletter", 1, null, null),
                        version("offers", 1, "newsletter", null),
                        version("flowers", 1, "offers", null))
                .refuses(below("flowers", null), "#/parent PURPOSE_TREE_CYCLE");
    }

    @Test
    void purposeMayMoveBesideWhatWasAboveIt() {
        newsletter(MARKETING, version("newsletter", 1, "marketing", null), version("offers", 1, "marketing", null))
                .records(below("offers", null), version("newsletter", 2, "offers", NOW));
    }

    @Test
    void purposeWillNotBeBelowItselfEither() {
        newsletter(
                        version("newsletter", 1, null, null),
                        version("offers", 1, null, null),
                        version("offers", 2, "newsletter", NEXT_YEAR))
                .refuses(below("offers", null), "#/parent PURPOSE_TREE_CYCLE");
    }

    @Test
    void treeMayTurnRoundWhereNoTimeSeesACycle() {
        PurposePublished[] turning = {
            version("newsletter", 1, null, null),
            version("offers", 1, null, null),
            version("newsletter", 2, null, NEXT_YEAR),
            version("offers", 2, "newsletter", NEXT_YEAR)
        };

        newsletter(turning).records(below("offers", null), version("newsletter", 3, "offers", NOW));
        newsletter(turning).refuses(below("offers", NEXT_YEAR), "#/parent PURPOSE_TREE_CYCLE");
        newsletter(turning).refuses(below("offers", YEAR_AFTER), "#/parent PURPOSE_TREE_CYCLE");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        var wrong = new Publication();
        wrong.parent = "world-peace";
        wrong.names = Map.of("en", "");
        wrong.withdrawable = false;
        wrong.channels = List.of("PIGEON");
        wrong.validFor = "?";
        wrong.dpv = "?";
        wrong.effectiveFrom = NOW;
        wrong.retiredAt = NOW.minusSeconds(1);

        newsletter()
                .refuses(
                        wrong.command(),
                        "#/parent UNKNOWN_PARENT",
                        "#/names/en MISSING",
                        "#/withdrawable PURPOSE_NOT_WITHDRAWABLE",
                        "#/channels/0 UNKNOWN_CHANNEL",
                        "#/validFor INVALID_PERIOD",
                        "#/dpv INVALID_URL",
                        "#/retiredAt RETIRED_BEFORE_EFFECTIVE");
    }

    /** What a publisher sends: a plain consent purpose but for what a test changes. */
    private static final class Publication {
        private @Nullable String parent;
        private @Nullable Map<String, String> names = Map.of("en", "x");
        private @Nullable String basis = "CONSENT";
        private @Nullable Boolean directMarketing;
        private @Nullable Boolean withdrawable;
        private @Nullable Boolean objectable;
        private @Nullable List<String> channels;
        private @Nullable String validFor;
        private @Nullable String dpv;
        private @Nullable Instant effectiveFrom;
        private @Nullable Instant retiredAt;

        PublishPurpose command() {
            return new PublishPurpose(
                    new PurposeStream(NEWSLETTER),
                    parent,
                    names,
                    basis,
                    directMarketing,
                    withdrawable,
                    objectable,
                    channels,
                    validFor,
                    dpv,
                    effectiveFrom,
                    retiredAt);
        }
    }

    private static PublishPurpose named(Map<String, String> names) {
        var published = new Publication();
        published.names = names;
        return published.command();
    }

    private static PublishPurpose below(String parent, @Nullable Instant effectiveFrom) {
        var published = new Publication();
        published.parent = parent;
        published.effectiveFrom = effectiveFrom;
        return published.command();
    }

    @SuppressWarnings("NullAway") // A list in a body may hold null, whatever the types say.
    private static List<String> asSent(@Nullable String... texts) {
        return Arrays.asList(texts);
    }

    private static PurposePublished version(
            String id, int version, @Nullable String parent, @Nullable Instant effectiveFrom) {
        return new PurposePublished(
                new PurposeId(id),
                version,
                parent == null ? null : new PurposeId(parent),
                Map.of("en", "x"),
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

    private static PurposePublished directMarketing(int version, @Nullable Instant effectiveFrom) {
        return plain(version, Map.of("en", "x"), LawfulBasis.CONSENT, true, true, false, effectiveFrom, null);
    }

    private static PurposePublished onBasis(LawfulBasis basis, boolean withdrawable, boolean objectable) {
        return plain(1, Map.of("en", "x"), basis, false, withdrawable, objectable, null, null);
    }

    private static PurposePublished withNames(Map<String, String> names) {
        return plain(1, Map.copyOf(names), LawfulBasis.CONSENT, false, true, false, null, null);
    }

    private static PurposePublished retired(int version, @Nullable Instant effectiveFrom, Instant retiredAt) {
        return plain(version, Map.of("en", "x"), LawfulBasis.CONSENT, false, true, false, effectiveFrom, retiredAt);
    }

    private static PurposePublished plain(
            int version,
            Map<String, String> names,
            LawfulBasis basis,
            boolean directMarketing,
            boolean withdrawable,
            boolean objectable,
            @Nullable Instant effectiveFrom,
            @Nullable Instant retiredAt) {
        return new PurposePublished(
                NEWSLETTER,
                version,
                null,
                names,
                basis,
                directMarketing,
                withdrawable,
                objectable,
                Set.of(),
                null,
                null,
                effectiveFrom,
                retiredAt);
    }
}
