package org.consentledger.command.subject;

import static org.consentledger.command.subject.Report.at;
import static org.consentledger.command.subject.Report.atUnknownTime;
import static org.consentledger.command.subject.Report.live;
import static org.consentledger.command.subject.Stream.NEXT_MICROSECOND;
import static org.consentledger.command.subject.Stream.NOW;
import static org.consentledger.command.subject.Stream.given;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every signal, whether it speaks for or against processing. */
class ActTest {
    private static final int MAX_LIST = 100;
    private static final int MAX_TEXT = 1_000;

    // 123456782 passes the eleven-test of Dutch national identity numbers; 123456789 does not.
    private static final String NATIONAL_ID = "my number is 123456782.";

    @ParameterizedTest
    @EnumSource
    void actReportedAsItHappensHappenedNow(Signal signal) {
        given().records(signal.reported(live()), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void actOfUnknownTimeKeepsItsTimeUnknown(Signal signal) {
        given().records(signal.reported(atUnknownTime()), signal.recordedAt(null));
    }

    @ParameterizedTest
    @EnumSource
    void everythingReportedIsRecorded(Signal signal) {
        Instant occurred = Instant.parse("2025-12-31T23:59:59Z");
        Instant received = occurred.plusSeconds(1);
        var scope = new Scope(
                inOrder(ControllerRef.parse("group:house"), ControllerRef.parse("vienna")),
                new CompanyId("12345678"),
                inOrder(PurposeRef.parse("tracking"), PurposeRef.parse("newsletter")),
                inOrder(Channel.PHONE, Channel.SMS));
        var evidence = new Evidence(
                Report.WORDING, known("form 7"), known("192.0.2.1"), known("Firefox"), known("letter 12 of 2025"));
        var act = new Act(scope, occurred, received, Source.THIRD_PARTY, known("desk clerk 4"), evidence);

        given().records(
                        signal.reported(at(occurred)
                                .controllers("group:house", "vienna")
                                .company("12345678")
                                .purposes("tracking", "newsletter")
                                .channels("PHONE", "SMS")
                                .receivedAt(received)
                                .source("THIRD_PARTY")
                                .actor("desk clerk 4")
                                .form("form 7")
                                .ip("192.0.2.1")
                                .userAgent("Firefox")
                                .reference("letter 12 of 2025")),
                        signal.recorded(act));
    }

    @ParameterizedTest
    @EnumSource
    void actWithoutChannelsConcernsAllOfThem(Signal signal) {
        var all =
                new Scope(Set.of(ControllerRef.parse("north")), null, Set.of(PurposeRef.parse("newsletter")), Set.of());

        given().records(signal.reported(live().allChannels()), signal.recorded(Signal.act(all, NOW)));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNamedTwiceCountsOnce(Signal signal) {
        Report twice = live().controllers("north", "north")
                .purposes("newsletter", "newsletter")
                .channels("EMAIL", "EMAIL");

        given().records(signal.reported(twice), signal.recordedAt(NOW));
    }

    @ParameterizedTest
    @EnumSource
    void actNamesAtLeastOneOfEach(Signal signal) {
        given().refuses(
                        signal.reported(live().controllers().purposes().channels()),
                        "#/controllers EMPTY",
                        "#/purposes EMPTY",
                        "#/channels EMPTY");
    }

    @ParameterizedTest
    @EnumSource
    void actNamesAtMostAHundredOfEach(Signal signal) {
        Report hundred = live().controllers(times(MAX_LIST, "north"))
                .purposes(times(MAX_LIST, "newsletter"))
                .channels(times(MAX_LIST, "EMAIL"));
        Report more = live().controllers(times(MAX_LIST + 1, "north"))
                .purposes(times(MAX_LIST + 1, "newsletter"))
                .channels(times(MAX_LIST + 1, "EMAIL"));

        given().records(signal.reported(hundred), signal.recordedAt(NOW));
        given().refuses(signal.reported(more), "#/controllers TOO_MANY", "#/purposes TOO_MANY", "#/channels TOO_MANY");
    }

    @ParameterizedTest
    @EnumSource
    void whatAListLacksIsMissing(Signal signal) {
        given().refuses(
                        signal.reported(live().controllers("north", null)
                                .purposes("newsletter", null)
                                .channels("EMAIL", null)),
                        "#/controllers/1 MISSING",
                        "#/purposes/1 MISSING",
                        "#/channels/1 MISSING");
    }

    @ParameterizedTest
    @EnumSource
    void nobodyActsTowardsStrangers(Signal signal) {
        given().refuses(
                        signal.reported(live().controllers("north", "nobody", "not an id", "group:nobody", "group:")),
                        "#/controllers/1 UNKNOWN_CONTROLLER",
                        "#/controllers/2 UNKNOWN_CONTROLLER",
                        "#/controllers/3 UNKNOWN_GROUP",
                        "#/controllers/4 UNKNOWN_GROUP");
    }

    @ParameterizedTest
    @EnumSource
    void purposesAndChannelsAreKnownOnes(Signal signal) {
        given().refuses(
                        signal.reported(live().purposes("world-peace", "newsletter", "not an id")
                                .channels("EMAIL", "PIGEON", "email")),
                        "#/purposes/0 UNKNOWN_PURPOSE",
                        "#/purposes/2 UNKNOWN_PURPOSE",
                        "#/channels/1 UNKNOWN_CHANNEL",
                        "#/channels/2 UNKNOWN_CHANNEL");
    }

    @ParameterizedTest
    @EnumSource
    void companyIsNamedByAnId(Signal signal) {
        given().refuses(signal.reported(live().company("Jansen & Co")), "#/company INVALID_ID");
    }

    @ParameterizedTest
    @EnumSource
    void sourceIsAKnownOne(Signal signal) {
        given().refuses(signal.reported(live().source("HEARSAY")), "#/source UNKNOWN_SOURCE");
    }

    @ParameterizedTest
    @EnumSource
    void actLiesNotBeforeAnyLivingPerson(Signal signal) {
        Instant earliest = Instant.parse("1900-01-01T00:00:00Z");
        given().records(signal.reported(at(earliest)), signal.recordedAt(earliest));
        given().refuses(signal.reported(at(earliest.minusMillis(1))), "#/occurredAt OCCURRED_TOO_LONG_AGO");
    }

    @ParameterizedTest
    @EnumSource
    void actLiesNotInTheFuture(Signal signal) {
        given().records(signal.reported(at(NOW)), signal.recordedAt(NOW));
        given().refuses(signal.reported(at(NEXT_MICROSECOND)), "#/occurredAt OCCURRED_IN_FUTURE");
    }

    @ParameterizedTest
    @EnumSource
    void companyIsNotNamedByANationalIdNumber(Signal signal) {
        given().refuses(signal.reported(live().company("123456782")), "#/company NATIONAL_ID_NUMBER");
    }

    @ParameterizedTest
    @EnumSource
    void receiptLiesNotInTheFuture(Signal signal) {
        Act received = received(Signal.act(null), NOW);

        given().records(signal.reported(atUnknownTime().receivedAt(NOW)), signal.recorded(received));
        given().refuses(
                        signal.reported(atUnknownTime().receivedAt(NEXT_MICROSECOND)),
                        "#/receivedAt RECEIVED_IN_FUTURE");
    }

    @ParameterizedTest
    @EnumSource
    void actIsReceivedWhenItHappenedOrLater(Signal signal) {
        Instant occurred = NOW.minusSeconds(60);

        given().records(
                        signal.reported(at(occurred).receivedAt(occurred)),
                        signal.recorded(received(Signal.act(occurred), occurred)));
        given().refuses(
                        signal.reported(at(occurred).receivedAt(occurred.minusNanos(1_000))),
                        "#/receivedAt RECEIVED_BEFORE_OCCURRED");
    }

    @ParameterizedTest
    @CsvSource({"sha256:", "md5:0123456789abcdef0123456789abcdef", "''"})
    void wordingHashIsSha256(String hash) {
        for (Signal signal : Signal.values()) {
            given().refuses(signal.reported(live().wordingHash(hash)), "#/evidence/wordingHash INVALID_HASH");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wordingHashIsOfFullLengthInEitherCase(Signal signal) {
        given().when(signal.reported(live().wordingHash("A".repeat(64)))).expectSuccessfulHandlerExecution();
        given().refuses(
                        signal.reported(live().wordingHash(Report.WORDING + "0")),
                        "#/evidence/wordingHash INVALID_HASH");
    }

    @ParameterizedTest
    @MethodSource("signalsAndFreeTexts")
    void freeTextHasALimit(Signal signal, String pointer, BiFunction<Report, String, Report> with) {
        given().when(signal.reported(with.apply(live(), "x".repeat(MAX_TEXT)))).expectSuccessfulHandlerExecution();
        given().refuses(signal.reported(with.apply(live(), "x".repeat(MAX_TEXT + 1))), pointer + " TEXT_TOO_LONG");
    }

    @ParameterizedTest
    @MethodSource("signalsAndFreeTexts")
    void nationalIdNumberNeverEntersTheLedger(Signal signal, String pointer, BiFunction<Report, String, Report> with) {
        given().refuses(signal.reported(with.apply(live(), NATIONAL_ID)), pointer + " NATIONAL_ID_NUMBER");
        given().when(signal.reported(with.apply(live(), "order 123456789"))).expectSuccessfulHandlerExecution();
    }

    static Stream<Arguments> signalsAndFreeTexts() {
        return Stream.of(Signal.values())
                .flatMap(signal -> Stream.of(
                        freeText(signal, "#/actor", Report::actor),
                        freeText(signal, "#/evidence/form", Report::form),
                        freeText(signal, "#/evidence/ip", Report::ip),
                        freeText(signal, "#/evidence/userAgent", Report::userAgent),
                        freeText(signal, "#/evidence/reference", Report::reference)));
    }

    private static Arguments freeText(Signal signal, String pointer, BiFunction<Report, String, Report> with) {
        return Arguments.of(signal, pointer, with);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsNamedAtOnce(Signal signal) {
        given().refuses(
                        signal.reported(at(NEXT_MICROSECOND)
                                .controllers("nobody")
                                .company("?")
                                .purposes()
                                .channels("PIGEON")
                                .receivedAt(NOW.plusSeconds(1))
                                .source("HEARSAY")
                                .actor(NATIONAL_ID)
                                .wordingHash("none")
                                .reference("x".repeat(MAX_TEXT + 1))),
                        "#/controllers/0 UNKNOWN_CONTROLLER",
                        "#/company INVALID_ID",
                        "#/purposes EMPTY",
                        "#/channels/0 UNKNOWN_CHANNEL",
                        "#/occurredAt OCCURRED_IN_FUTURE",
                        "#/receivedAt RECEIVED_IN_FUTURE",
                        "#/source UNKNOWN_SOURCE",
                        "#/actor NATIONAL_ID_NUMBER",
                        "#/evidence/wordingHash INVALID_HASH",
                        "#/evidence/reference TEXT_TOO_LONG");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void whoRefusesMayRefuseEverythingToEveryone(Signal signal) {
        var everything = new Scope(
                Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Every()), Set.of(Channel.EMAIL));

        given().records(
                        signal.reported(live().controllers("*").purposes("*")),
                        signal.recorded(Signal.act(everything, NOW)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void retiredPurposeCanStillBeRefused(Signal signal) {
        given().records(signal.reported(live().purposes("fax")), signal.recorded(Signal.act(Signal.scope("fax"), NOW)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONSENT", "OPT_IN"})
    void refusalNeedsNoEvidenceWhoeverReportsIt(Signal signal) {
        Act act = Signal.act(NOW);
        var evidence = new Evidence(null, null, null, null, null);
        var hearsay = new Act(act.scope(), act.occurredAt(), null, Source.GROUP_COMPANY, null, evidence);

        given().records(signal.reported(live().source("GROUP_COMPANY").wordingHash(null)), signal.recorded(hearsay));
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSENT", "OPT_IN"})
    void retiredPurposeIsNotAgreedToAnyMore(Signal signal) {
        given().refuses(signal.reported(live().purposes("fax")), "#/purposes/0 PURPOSE_RETIRED");
        given().records(
                        signal.reported(live().purposes("pager")),
                        signal.recorded(Signal.act(Signal.scope("pager"), NOW)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Source.class,
            mode = Mode.EXCLUDE,
            names = {"SUBJECT"})
    void agreementOfAnyoneButThePersonNeedsEvidenceOfTheirAct(Source source) {
        for (Signal signal : List.of(Signal.CONSENT, Signal.OPT_IN)) {
            Report hearsay = live().source(source.name());
            given().refuses(signal.reported(hearsay), "#/evidence/reference EVIDENCE_REQUIRED");
            given().refuses(signal.reported(hearsay.reference(" ")), "#/evidence/reference EVIDENCE_REQUIRED");
            given().when(signal.reported(hearsay.reference("recording 7"))).expectSuccessfulHandlerExecution();
        }
    }

    private static Act received(Act act, Instant at) {
        return new Act(act.scope(), act.occurredAt(), at, act.source(), act.actor(), act.evidence());
    }

    private static Personal known(String text) {
        return new Personal.Known(text);
    }

    @SafeVarargs
    private static <T> Set<T> inOrder(T... all) {
        return new LinkedHashSet<>(List.of(all));
    }

    private static String[] times(int n, String text) {
        return Collections.nCopies(n, text).toArray(String[]::new);
    }
}
